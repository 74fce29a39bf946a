"""How every category was computed, as it is read on the page `steps`: the steps of the command `why`, in two languages."""
