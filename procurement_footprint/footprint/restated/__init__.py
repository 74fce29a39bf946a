"""What differs between two versions of a closed period, row by row and by cause, exact to the öre and the gram."""
