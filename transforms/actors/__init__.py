"""Who acts and is acted upon: names, agent nouns, and the phrases around them."""
