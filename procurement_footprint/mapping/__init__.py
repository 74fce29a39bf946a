"""What was bought: rules, taxonomy and crosswalks turn evidence into a spending category."""
