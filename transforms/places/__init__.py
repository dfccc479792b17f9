"""Where: place names, the gazetteer behind them, and the place of an act."""
