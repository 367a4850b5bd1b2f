"""Ruin and recreate with simulated annealing, compiled; it reads nothing but the model's rows and prices."""
