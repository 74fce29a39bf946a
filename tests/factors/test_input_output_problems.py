"""What is wrong with a table of one's own is said whole, with its place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from input_output_tables import DESCRIPTION, FLOWS, database, table, write

from procurement_footprint.factors import extras
from procurement_footprint.factors.input_output import read, solving
from procurement_footprint.problems import Refused

NUMBER = "write digits with a decimal point, for example 1318.79; write 0 where nothing flows"
SQUARE = (
    "    fix: add what is missing; name rows and columns that are no products in the description (output, imports, "
    "final_use, rows, total), or choose the products in a file (products)"
)
HEADER = "product,product_name,flows_code,emissions_code\n"
CHOSEN = DESCRIPTION.replace("  output: output", "  output: output\n  products: products.csv")


def refused(path: Path) -> str:
    with pytest.raises(Refused) as error:
        read.read(path)
    return str(error.value)


def flows(old: str, new: str) -> str:
    assert old in FLOWS
    return FLOWS.replace(old, new)


def described(old: str, new: str) -> str:
    assert old in DESCRIPTION
    return DESCRIPTION.replace(old, new)


def test_neither_flows_nor_a_database_is_named(tmp_path: Path) -> None:
    start, _, rest = DESCRIPTION.partition("flows:")
    path = write(tmp_path, description=start + "emissions:" + rest.partition("emissions:")[2])
    assert refused(path) == (
        "table.yaml:1: the file names neither flows nor a database\n"
        "    fix: write either flows: (CSV) or database: (pymrio)"
    )


def test_flows_and_a_database_are_named(tmp_path: Path) -> None:
    path = write(tmp_path, description=described("flows:", "database: {parser: test, extension: a}\nflows:"))
    assert refused(path) == "table.yaml:6: the file names flows and a database\n    fix: delete one of the two"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{emissions: 1}", "{}", "11: no row of emissions is named\n    fix: write it so: rows: {GHG: 1}"),
        (
            "{emissions: 1}",
            "{emissions: nan}",
            '11: the weight of "emissions" is not a number above 0\n    nan\n    fix: write for example 28',
        ),
        ("currency: EUR", "currency: euro", "3: this is not a currency code\n    euro\n    fix: write it so: EUR"),
        (
            "gases:",
            'regions: "::"\ngases:',
            "13: the mark between region and product is longer than one character\n    ::\n"
            '    fix: write for example ":"',
        ),
        (
            "gases:",
            "bought_in: SE\ngases:",
            "13: the codes carry no region that could buy\n    SE\n"
            "    fix: say how they do (regions), or delete bought_in",
        ),
    ],
)
def test_a_key_of_the_description_does_not_fit(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert refused(write(tmp_path, description=described(old, new))) == f"table.yaml:{said}"


def test_the_file_is_missing(tmp_path: Path) -> None:
    assert refused(write(tmp_path, description=described("flows.csv", "other.csv"))) == (
        "other.csv: the file that table.yaml names is not there\n"
        "    fix: correct the path; it starts at the folder of table.yaml"
    )


def test_a_code_that_the_description_names_is_not_there(tmp_path: Path) -> None:
    path = write(tmp_path, description=described("{emissions: 1}", "{emissions: 1, CH4: 28}"), products=HEADER)
    path.write_text(CHOSEN.replace("{emissions: 1}", "{emissions: 1, CH4: 28}"), encoding="utf-8")
    (tmp_path / "products.csv").write_text(HEADER + "F,Farms,farms,agriculture\n", encoding="utf-8")
    fix = "    fix: correct the code, or add the figures to the file"
    assert refused(path) == (
        f"flows.csv: this code is not in the first column\n    farms\n{fix}\n"
        f"flows.csv:1: this code is not in the header\n    farms\n{fix}\n"
        f"flows.csv: this code is not in the first column\n    CH4\n{fix}"
    )


def test_codes_stand_twice(tmp_path: Path) -> None:
    twice = ",a,a\nb,1,2\nb,3,4\n"
    assert refused(write(tmp_path, twice)) == (
        "flows.csv:1: this code stands twice (first in column 2)\n    a\n"
        "    fix: delete one of the two, or rename it\n"
        "flows.csv:3: this code stands twice (first in line 2)\n    b\n"
        "    fix: delete one of the two, or rename it"
    )


def test_the_table_is_not_square(tmp_path: Path) -> None:
    text = flows("manufactures,200,100,1700\n", "services,200,100,1700\n")
    assert refused(write(tmp_path, text)) == (
        f"flows.csv:3: the table is not square: this is a row, and there is no column of the same name\n    services\n"
        f"{SQUARE}\n"
        f"flows.csv:1: the table is not square: this is a column, and there is no row of the same name\n"
        f"    manufactures\n{SQUARE}"
    )


def test_there_is_no_product(tmp_path: Path) -> None:
    fix = "    fix: give each product a line and a column of its own, with its code"
    path = write(tmp_path, ",final demand\noutput,\nemissions,\n")
    assert refused(path) == f"flows.csv: there is no product\n{fix}"
    path = write(tmp_path, description=CHOSEN, products=HEADER)
    assert refused(path) == f"products.csv: there is no product\n{fix}"


def test_a_chosen_product_has_no_code(tmp_path: Path) -> None:
    path = write(tmp_path, description=CHOSEN, products=HEADER + ",Farms,agriculture,agriculture\n")
    assert refused(path) == (
        "products.csv:2: the code is missing\n    fix: write the code of the product, or delete the line"
    )


def test_another_mark_separates_the_cells(tmp_path: Path) -> None:
    assert refused(write(tmp_path, FLOWS.replace(",", ";"))) == (
        "flows.csv:1: this is not CSV in UTF-8: there is only one column\n    ;agriculture;manufactures;final demand\n"
        "    fix: save it as CSV with commas, in UTF-8"
    )


def test_lines_are_cut_short(tmp_path: Path) -> None:
    assert refused(write(tmp_path, flows("output,1000,2000,", "output,1000"))) == (
        "flows.csv:4: this line has 2 cells, the header has 4\n    output,1000\n"
        "    fix: fill in the line, or quote a text that holds a comma"
    )


@pytest.mark.parametrize("text", ["many", "1 500", "1,5", "nan", "", "1_0", "1e999"])
def test_a_text_stands_for_a_number(text: str, tmp_path: Path) -> None:
    path = write(tmp_path, flows("agriculture,150,", f'agriculture,"{text}",'))
    excerpt = f"    {text}\n" if text else ""
    assert refused(path) == (f'flows.csv:2, column "agriculture": this is not a number\n{excerpt}    fix: {NUMBER}')


def test_of_many_wrong_cells_the_first_are_listed(tmp_path: Path) -> None:
    codes = [f"P{number}" for number in range(5)]
    lines = [",".join(["", *codes]), *(",".join([code, *"xxxxx"]) for code in codes), "output,1,1,1,1,1"]
    path = write(tmp_path, "\n".join([*lines, "emissions,1,1,1,1,1"]), described("  final_use: [final demand]\n", ""))
    said = refused(path).split("\n    fix: ")
    assert len(said) == 22
    assert said[-2:] == [
        f"{NUMBER}\nflows.csv: 5 more of these were found; the first 20 are listed",
        "correct the listed first",
    ]


def test_figures_are_negative(tmp_path: Path) -> None:
    text = flows("150,500", "-150,500").replace("1000,2000", "1000,-2000").replace("400,100", "400,-100")
    assert refused(write(tmp_path, text)) == (
        'flows.csv:4, column "manufactures": the output of "manufactures" is negative\n    -2000\n'
        "    fix: correct it; a product that is not made has the output 0\n"
        'flows.csv:5, column "manufactures": the emissions of "manufactures" are negative\n    -100\n'
        "    fix: take removals out of the accounts and report them beside the footprint\n"
        'flows.csv:2, column "agriculture": a flow to "agriculture" is negative\n    -150\n'
        "    fix: book it as a flow the other way, or move it to final use"
    )


def test_a_product_without_output_buys_and_emits(tmp_path: Path) -> None:
    assert refused(write(tmp_path, flows("1000,2000", "1000,0"))) == (
        'flows.csv:4, column "manufactures": "manufactures" has emissions but no output\n    emissions: 100\n'
        "    fix: write its output, or move the figures to the product that has it\n"
        'flows.csv:4, column "manufactures": "manufactures" has inputs but no output\n    inputs: 600\n'
        "    fix: write its output, or move the figures to the product that has it"
    )


def test_uses_and_supply_differ(tmp_path: Path) -> None:
    assert refused(write(tmp_path, flows("1700", "1800"))) == (
        'flows.csv:3: the uses of "manufactures" add up to 2,100.00, its supply (output and imports) to 2,000.00\n'
        "    fix: look for a column of final use that is not named, named twice or holds a sum of others, and whether "
        "the flows hold imports (then name their row: imports)"
    )


def test_rounded_figures_may_differ_by_their_rounding(tmp_path: Path) -> None:
    text = ",a,final demand\na,0.4,0.5\noutput,1.0,\nemissions,1,\n"  # 0.44 + 0.54 = 0.98
    assert read.read(write(tmp_path, text))[1].final.tolist() == [0.5]


def test_imports_that_the_flows_hold_belong_to_supply(tmp_path: Path) -> None:
    text = flows("1700", "1800") + "imports,0,100,\n"
    path = write(tmp_path, text, described("  output: output", "  output: output\n  imports: imports"))
    assert read.read(path)[1].final.tolist() == [350, 1700]


def test_emissions_of_an_industry_are_lost(tmp_path: Path) -> None:
    accounts = ",agriculture,manufactures,mining,all\nemissions,400,100,60,560\n"
    text = described("  unit: kt", "  unit: kt\n  file: accounts.csv\n  total: all")
    path = write(tmp_path, flows("emissions,400,100,\n", ""), text, accounts=accounts)
    assert refused(path) == (
        'accounts.csv:2, column "all": the emissions of the products add up to 500.00, the total says 560.00 '
        "(60.00 between)\n"
        "    fix: look for an industry that no product names, or that is inside another one"
    )


def test_a_code_carries_no_region(tmp_path: Path) -> None:
    chosen = HEADER + "SE:F,Farms,agriculture,agriculture\nM,Works,manufactures,manufactures\n"
    path = write(tmp_path, description=CHOSEN.replace("gases:", 'regions: ":"\ngases:'), products=chosen)
    assert refused(path) == (
        'flows.csv: this code has no ":", which separates region and product\n    M\n'
        "    fix: write it as REGION:PRODUCT, or drop regions"
    )


def test_the_choice_of_products_has_other_columns(tmp_path: Path) -> None:
    assert refused(write(tmp_path, description=CHOSEN, products="product,name\na,b\n")) == (
        "products.csv:1: the columns are not those that the manual describes\n    product,name\n"
        f"    fix: write the header {HEADER.strip()}"
    )


def test_an_industry_is_taken_twice(tmp_path: Path) -> None:
    chosen = HEADER + "F,Farms,agriculture,agriculture\nM,Works,manufactures,agriculture\n"
    assert refused(write(tmp_path, description=CHOSEN, products=chosen)) == (
        "products.csv:3: this code stands twice (first in line 2)\n    agriculture\n"
        "    fix: delete one of the two, or rename it"
    )


def test_a_supply_chain_uses_up_more_than_it_makes(tmp_path: Path) -> None:
    text = ",a,b\na,0,900\nb,2000,0\noutput,1000,1000\nemissions,1,1\n"
    _, known = read.read(write(tmp_path, text, described("  final_use: [final demand]\n", "")))
    for limit in (solving.DENSE, 0):
        with pytest.raises(Refused) as error:
            solving.solver(known, limit)
        assert str(error.value) == (
            "table.yaml: the table is not productive: its supply chains use up more than they make, so that there are "
            "no multipliers\n"
            "    a: inputs of 2 for an output of 1\n"
            "    fix: see that rows deliver and columns receive, and that flows and output are in the same unit and "
            "prices"
        )


def test_inputs_worth_more_than_the_output_are_fine_where_the_chain_makes_up_for_it(tmp_path: Path) -> None:
    text = ",a,b\na,0,900\nb,0,0\nc,0,0\n".replace("c,0,0\n", "output,1000,800\nemissions,1,0\n")
    _, known = read.read(write(tmp_path, text, described("  final_use: [final demand]\n", "")))
    assert solving.solver(known).multipliers(known.direct).tolist() == pytest.approx([0.001, 0.001 * 900 / 800])


def test_equations_that_do_not_come_to_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    known = table(np.array([[0.9999999]]), np.array([1.0]))
    monkeypatch.setattr(solving, "bicgstab", lambda *_, **__: (np.full(1, np.nan), 1))
    with pytest.raises(Refused) as error:
        solving.Iterative("table.yaml", known.coefficients).multipliers(known.direct)
    assert str(error.value) == (
        "table.yaml: the equations do not come to rest within 1000 steps\n"
        "    fix: see that flows and output are in the same unit and prices; "
        "inputs should be worth less than the output"
    )


def test_the_database_has_no_such_accounts(tmp_path: Path) -> None:
    path = write(tmp_path, description=database("{emission_type1: 1}", extension="satellite"))
    assert refused(path) == (
        "table.yaml: the database has no accounts of this name\n    satellite\n"
        "    fix: write one of them under database: extension: emissions, factor_inputs"
    )


def test_the_accounts_have_no_such_row(tmp_path: Path) -> None:
    assert refused(write(tmp_path, description=database("{emission_type: 1}"))) == (
        "table.yaml, emissions: the accounts have 0 rows of this name, and one is needed\n    emission_type\n"
        "    fix: write one of: emission_type1; emission_type1, air; emission_type2; emission_type2, water"
    )


def test_pymrio_cannot_read_the_database(tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    path = write(tmp_path, description=database("{a: 1}", parser="saved", extension="emissions\n  path: nothing"))
    first, *rest = refused(path).splitlines()
    assert first.startswith("nothing: pymrio cannot read this database: ")
    assert rest == ["    fix: name the file or folder as the publisher delivers it, and its parser"]


def test_the_database_is_not_there(tmp_path: Path) -> None:
    path = write(tmp_path, description=database("{a: 1}", parser="exiobase3", extension="satellite\n  path: IOT.zip"))
    assert refused(path) == (
        "IOT.zip: the file that table.yaml names is not there\n"
        "    fix: correct the path; it starts at the folder of table.yaml"
    )


def test_a_library_is_not_installed() -> None:
    with pytest.raises(Refused) as error:
        extras.need("numpy", "no_such_library", extra="io")
    assert str(error.value) == (
        "no_such_library: this is not installed, and the command needs it\n"
        '    fix: install the extra: pip install "procurement-footprint[io]"'
    )
