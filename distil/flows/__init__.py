"""From stated issues to the walls behind them, over all readable cases (裏課題の地図)."""
