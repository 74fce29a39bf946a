"""How every category was computed, on the page `steps`: the steps of the command `why`, in two languages."""
