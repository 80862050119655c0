"""From what borrowers did to the month's exact accounting."""
