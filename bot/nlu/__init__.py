"""Chinese as customers write it: normaliser, exact readers, time, features and classifier."""
