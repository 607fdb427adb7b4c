"""「いまの案件からさがす」: cases near a case in hand, what lay behind, what to ask, what to avoid; the 訪問メモ."""
