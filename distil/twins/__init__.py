"""Good and failed cases that were alike, side by side, and where they part (成功と失敗の双子)."""
