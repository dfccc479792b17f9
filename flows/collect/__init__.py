"""From declared sources to kept pages, and from kept pages to articles."""
