"""Every weight and threshold of the grade, in one place. The page /knowhow/grade/ shows them to readers in words.

The sum of the points gives the grade; limits then hold it down where a sum alone would say too much. All of it is
monotonic: one more supporting case, one more confirmed follow-up or one more try that worked never lowers a grade; one
more contradiction or try that failed never raises it (tests/knowhow/test_grade_properties.py).
"""

# Points from which a grade is given, the best first. Below the last one it is D.
GRADES = (("A", 13), ("B", 9), ("C", 4))
LOWEST, NONE = "D", ""
ORDER = (NONE, LOWEST, "C", "B", "A")

# Independent organisations: cases of one organisation, and cases of one writer, count once.
ORGANISATION_POINTS = 2
ORGANISATIONS_COUNTED = 4

# Variety: points for every different value after the first, up to so many points.
REGION_POINTS_AT_MOST = 2
SIZE_POINTS_AT_MOST = 1
INDUSTRY_POINTS_AT_MOST = 2

# Organisations that looked again after the support and wrote a follow-up note: a point each, up to so many.
FOLLOW_UP_POINTS_AT_MOST = 2

# Organisations whose cases contradict: points taken off for each; fewer when the article says where it does not work.
CONTRADICTION_POINTS = -2
CONTRADICTION_POINTS_EXPLAINED = -1
CONTRADICTIONS_COUNTED = 3

# Cases limit the claim, and the article does not say where it does not work.
UNSTATED_LIMITS_POINTS = -1

# Fiscal years since the newest supporting case: (more than so many years, points).
AGES = ((10, -2), (5, -1))

# Persons who tried it and said how it went; "in part" is half. A few answers say nothing, and would tell who gave them.
TRIES_COUNTED_FROM, MANY_TRIES = 5, 10
TRIES_GOOD_SHARE, TRIES_BAD_SHARE = 2 / 3, 1 / 3
TRIES_POINTS, MANY_TRIES_POINTS = 1, 2

# The day on which curators wanted to look at it again has passed.
OVERDUE_POINTS = -1

# Limits: the best grade that is possible.
LIMIT_ALONE = "C"  # one organisation or one writer alone
LIMIT_ONE_WRITER = "B"  # without the most frequent writer's cases, fewer organisations than this are left
ORGANISATIONS_BESIDE_WRITER = 2
LIMIT_EVEN = "C"  # as many organisations contradict as support
LIMIT_OUTWEIGHED = "D"  # more contradict than support
LIMIT_NO_FAILURE = "C"  # something to avoid that no failure case carries
