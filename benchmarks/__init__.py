"""Measuring `planner`: random clinics, and what is measured on them."""
