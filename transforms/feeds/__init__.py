"""What a source announces: from the bytes of feeds, sitemaps and lists to items."""

from transforms.feeds.items import FeedError, Item, Listing

__all__ = ["FeedError", "Item", "Listing"]
