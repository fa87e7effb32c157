"""The public functions: ``answers`` scores and checks them, ``change`` says who changed."""
