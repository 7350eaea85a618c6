"""兑换: goods, the fund behind them, and who took what."""
