"""What follows from what the author gave, when it was not given itself."""

SMALL, MEDIUM, LEADING = "small", "medium", "leading"
BANDS = {"0": 0, "1-5": 5, "6-20": 20, "21-50": 50, "51-100": 100, "101-300": 300, "301-": 301}
# 小規模企業者: up to 20 employees, in trade and services up to 5 (Source: 中小企業基本法 article 2 paragraph 5).
TRADE_AND_SERVICES = {"G", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R"}


def company_size(industry: str, employee_band: str) -> str:
    """The size that industry and number of employees suggest, or '' when the number is unknown."""
    if employee_band not in BANDS:
        return ""
    employees = BANDS[employee_band]
    if employees <= (5 if industry in TRADE_AND_SERVICES else 20):
        return SMALL
    return LEADING if employees > 300 else MEDIUM
