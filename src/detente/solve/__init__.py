"""What two analyses need of a solver; knows no treaty."""
