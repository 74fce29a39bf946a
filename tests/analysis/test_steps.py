"""What each category is made of adds up; what kilograms rest on is every gram once; shares of variance are those of the whole."""
