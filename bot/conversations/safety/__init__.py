"""Safety: emergencies, who should take care, and what is left out for them."""
