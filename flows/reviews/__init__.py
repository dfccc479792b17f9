"""Reviews: the queue at the terminal, sheets for teams, and what follows of them."""
