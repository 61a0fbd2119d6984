"""How fast permits are checked, issued and thought through on land as large as a country's. No tables."""
