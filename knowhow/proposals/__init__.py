"""Proposals for change (改善の提案): any member writes one, curators take it up or say why not."""
