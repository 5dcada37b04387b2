"""What scenes stand on, and what plays them."""
