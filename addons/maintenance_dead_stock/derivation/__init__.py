"""From stock, BOMs, issues and needs to the rows of ``maintenance.dead.stock``."""
