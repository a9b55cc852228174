"""What keeps people from harm: emergencies, who should take care, and what is left out for them."""
