"""What can be wrong with a SIE file, said in full, with its line and what to do; all at once."""

import pytest
from sie_files import HEAD, Book, Line, Voucher, purchase

from procurement_footprint.ledger.read import Choices, read
from procurement_footprint.problems import Refused

FIRST = len(HEAD) + 1  # the line of the first voucher
FINE = purchase("9", "5.00")


def reading(tmp_path, content, name, **choices):
    path, spool = tmp_path / name, tmp_path / "spool"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    spool.mkdir(exist_ok=True)
    return read([path], spool, Choices(**choices), lambda name, rows: None)


def refusal(tmp_path, content, name="book.se"):
    with pytest.raises(Refused) as refused:
        reading(tmp_path, content, name)
    return str(refused.value)


def changed(old, new, *vouchers):
    return "\n".join([*HEAD, *(line for one in vouchers for line in one.written()), ""]).replace(old, new)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            changed('"Leverantörsskulder"', '"Leverantörsskulder', FINE),
            "book.se:16: a quote here neither opens nor closes a field, or opens one that is not closed on this line\n"
            '    #KONTO 2440 "Leverantörsskulder\n'
            '    fix: export the file again, or write \\" for a quote inside a text',
        ),
        (
            changed('{} 5.00 "" ""', '{} 5.00 "" "Pärmar', FINE),
            f"book.se:{FIRST + 2}: a quote here neither opens nor closes a field, or opens one that is not closed on "
            'this line\n    #TRANS "5460" {} 5.00 "" "Pärmar\n'
            '    fix: export the file again, or write \\" for a quote inside a text',
        ),
        (
            changed('"5460" {}', '"5460" {1}', FINE),
            f"book.se:{FIRST + 2}: the list of objects is missing, not closed, or not of pairs (dimension and object)\n"
            '    #TRANS "5460" {1} 5.00 "" ""\n'
            '    fix: write it in braces after the account: {} or {1 "100"}',
        ),
        (
            changed("{} 5.00", "5.00", FINE),
            f"book.se:{FIRST + 2}: the list of objects is missing, not closed, or not of pairs (dimension and object)\n"
            '    #TRANS "5460" 5.00 "" ""\n'
            '    fix: write it in braces after the account: {} or {1 "100"}',
        ),
        (
            changed("#RAR 0 20240101 20241231", "#RAR 0 2024", FINE),
            "book.se:8: this #RAR has too few fields or wrong ones\n    #RAR 0 2024\n"
            "    fix: write a year, its first day, its last day",
        ),
        (
            changed('{} 5.00 "" ""', "{}", FINE),
            f'book.se:{FIRST + 2}: this #TRANS has too few fields or wrong ones\n    #TRANS "5460" {{}}\n'
            "    fix: write an account, its objects, an amount",
        ),
        (
            changed("#SIETYP 4", "SIETYP 4", FINE),
            "book.se:5: this is neither a record nor the brace of a voucher\n    SIETYP 4\n"
            "    fix: export the file again, or delete it",
        ),
        (
            changed("}\n#VER", "\n#VER", purchase("1", "5.00"), FINE),
            f"book.se:{FIRST}: the voucher that begins here is not closed by a brace: another begins on line "
            f"{FIRST + 5}\n    fix: export the file again; if no line is missing, write the brace",
        ),
        (
            changed("\n}\n", "\n", FINE),
            f"book.se:{FIRST}: the voucher that begins here is not closed by a brace: the file ends\n"
            "    fix: export the file again; if no line is missing, write the brace",
        ),
        (
            Book((Voucher("1", "20240115", (Line("5460", "5.00", label="RTRANS"), Line("5460", "5.00", text="x"),
                                            Line("2440", "-5.00"))),)).written(),
            f"book.se:{FIRST + 2}: the copy (#TRANS) that must follow this #RTRANS does not; only #TRANS lines count\n"
            "    fix: export the file again, or write the line once more as #TRANS",
        ),
        (
            Book((FINE, Voucher("2", "20240115", (Line("5460", "5.00"), Line("2440", "-4.99"))))).written(),
            f"book.se:{FIRST + 5}: debit and credit of voucher A 2 do not agree: its lines add up to 0.01\n"
            "    fix: find the missing or doubled lines in the bookkeeping program, and export again",
        ),
        (
            Book((purchase("1", "5.00", "5461"), purchase("2", "5.00", "5461"))).written(),
            f"book.se:{FIRST + 2}: there is no #KONTO record for account 5461 (lines that use it: 2; this is the "
            "first)\n"
            "    fix: export the file with all accounts, or add the record",
        ),
        (
            Book((purchase("1", "5.00", day="20250101"),)).written(),
            f"book.se:{FIRST + 2}: this day is not in the year of the file (#RAR 0: 2024-01-01 to 2024-12-31)\n"
            "    20250101\n    fix: correct the day, or the #RAR record\n"
            f"book.se:{FIRST + 3}: this day is not in the year of the file (#RAR 0: 2024-01-01 to 2024-12-31)\n"
            "    20250101\n    fix: correct the day, or the #RAR record",
        ),
        (
            Book((FINE,), more=("#RES 0 5460 7.00",)).written(),
            f"book.se:{FIRST}: control total: the result of account 5460 is said to be 7.00, its lines in the vouchers "
            "add up to 5.00 (2.00 between)\n"
            "    fix: export all vouchers of the year, from the same day as the results",
        ),
        (
            Book((Voucher("1", "20240115", (Line("5460", "5,00"), Line("2440", "-5.00"))),)).written(),
            'book.se, column "#TRANS belopp": some amounts have a decimal comma, others a decimal point\n'
            "    -5.00\n    5,00\n    fix: export the column in one style, or write in a ledger profile which is "
            'right: decimal: "," or decimal: "."',
        ),
        (
            Book((Voucher("1", "20240115", (Line("5460", "5.00", day="20240230"), Line("2440", "-5.00"))),)).written(),
            f'book.se:{FIRST + 2}, column "#TRANS datum": there is no such day\n    20240230\n'
            "    fix: write a day that exists, as 2025-01-31",
        ),
        (
            Book((FINE,), more=('#PROSA "a\x02"',)).written(),
            f"book.se:{FIRST}: there is a control character here (byte 02), so this is not a text file as it was "
            "written\n    fix: export the file again, or delete the character",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(tmp_path, content, said):
    assert refusal(tmp_path, content) == said


def test_lines_outside_a_voucher(tmp_path):
    content = changed("#VER", "#VAR", FINE)
    assert refusal(tmp_path, content) == (
        f"book.se:{FIRST + 1}: this is neither a record nor the brace of a voucher\n    {{\n"
        "    fix: export the file again, or delete it\n"
        f"book.se:{FIRST + 4}: this is neither a record nor the brace of a voucher\n    }}\n"
        "    fix: export the file again, or delete it\n"
        "book.se: there is no booking below the header\n    fix: check that the export is complete"
    )
    torn = refusal(tmp_path, changed("{\n", "", FINE) + "\n".join(purchase("2", "5.00").written()))
    assert torn.startswith(
        f"book.se:{FIRST + 3}: this is neither a record nor the brace of a voucher\n    }}\n"
        "    fix: export the file again, or delete it\n"
        f"book.se:{FIRST}: the voucher that begins here is not closed by a brace: another begins on line {FIRST + 4}\n"
    )
    assert (
        f"book.se:{FIRST + 1}: this #TRANS stands outside the braces of a voucher\n"
        '    #TRANS "5460" {} 5.00 "" ""\n    fix: export the file again; lines seem to be missing above'
    ) in torn


@pytest.mark.parametrize(("kind", "holds"), [("1", "the year"), ("2", "months"), ("3", "objects")])
def test_a_file_of_balances_has_no_vouchers(tmp_path, kind, holds):
    said = changed("#SIETYP 4", f"#SIETYP {kind}")
    assert refusal(tmp_path, said + "#UB 0 5460 1.00\n") == (
        f"book.se: this is SIE of type {kind}: it has balances of {holds}, and no vouchers, so no purchase can be told "
        "from another\n    fix: export as SIE 4 with vouchers (type 4E)"
    )


def test_other_files_that_are_called_so(tmp_path):
    assert refusal(tmp_path, "konto;belopp\n1;2\n") == (
        "book.se: this is called like a SIE file, but does not begin with #FLAGGA as one does\n"
        "    fix: export it again as SIE 4; if it is another kind of file, rename it"
    )
    assert refusal(tmp_path, '<?xml version="1.0"?>\n<Sie xmlns="http://www.sie.se/sie5">', "year.sie") == (
        "year.sie: this is SIE 5 (XML), which is not read\n    fix: export as SIE 4 with vouchers (type 4E)"
    )


def test_many_problems_of_one_kind_are_counted(tmp_path):
    vouchers = tuple(Voucher(str(n), "20240115", (Line("5460", "5.00"),)) for n in range(60))
    said = refusal(tmp_path, Book(vouchers).written())
    assert said.count("do not agree") == 51
    assert said.endswith(
        "book.se: this is so in 10 more places; the first 50 are listed\n"
        "    debit and credit of voucher A 0 do not agree: its lines add up to 5.00\n"
        "    fix: export the file again"
    )


def test_accepted_problems_are_noted_and_torn_lines_rejected(tmp_path):
    alone = Voucher("3", "20240115", (Line("5460", "3.00"),))
    content = changed('{} 7.00 "" ""', '{} 7.00 "" "x', FINE, purchase("2", "7.00"), alone)
    ledger = reading(tmp_path, content, "book.se", accept_problems=True)
    (file,) = ledger.files
    assert (file.rows, file.rejected.rows) == (2, 1)
    assert ledger.rejected["place"].to_list() == [f"book.se:{FIRST + 7}"]
    assert [note.partition("\n")[0] for note in ledger.notes if "do not agree" in note] == [
        f"book.se:{FIRST + 10}: debit and credit of voucher A 3 do not agree: its lines add up to 3.00"
    ]
