"""What can be wrong with settings files, ledgers and ledger profiles."""

from __future__ import annotations

from procurement_footprint.problem_kinds.kind import Kind

LEDGERS: dict[str, Kind] = {
    # settings files (YAML)
    "yaml-syntax": Kind("this is not valid YAML: {why}", "correct the line; indent with spaces, never with tabs"),
    "yaml-duplicate-key": Kind('the key "{key}" stands twice (first on line {first})', "delete one of the two"),
    "yaml-forbidden": Kind("{what} is not allowed here", "write the value out in plain text"),
    "yaml-second": Kind(
        "a second document begins here, and only one would be read",
        "delete this line, or write what follows into a file of its own",
    ),
    "yaml-shape": Kind("{what}", "{fix}"),
    # ledger
    "encoding-unknown": Kind("this is not an encoding that we read", "write one of: {known}"),
    "encoding-wrong": Kind("this is not {encoding}", "leave the encoding out, or name the right one"),
    "encoding-unclear": Kind(
        "the bytes do not say which encoding this is; compare the words",
        "in a ledger profile write {choices}, and use it with --profile FILE; "
        "procurement-footprint start DIR --ledger FILE writes one with the first of them",
    ),
    "encoding-damaged": Kind(
        "this is UTF-8, but some words are damaged", "export the file again, or correct these words in it"
    ),
    "control-character": Kind(
        "there is a control character here (byte {byte}), so this is not a text file as it was written",
        "export the file again, or delete the character",
    ),
    "ledger-endless-line": Kind(
        "a row is longer than {megabytes} million bytes", "check that this is a ledger and its line ends are right"
    ),
    "separator-unknown": Kind("this does not separate fields", 'write one character, or the word "tab"'),
    "separator-unclear": Kind(
        "two characters could separate the fields: {choices}",
        "in a ledger profile write {settings}, and use it with --profile FILE; "
        "procurement-footprint start DIR --ledger FILE writes one with the first of them",
    ),
    "csv-one-column": Kind(
        'there is only one column: none of ";" "," tab "|" separates the lines',
        'export with one of these; or begin with a profile of mappings/ledgers, write separator: "x" in your copy '
        "(the character instead of x) and use it with --profile FILE",
    ),
    "csv-stray-quote": Kind(
        "a quote here neither surrounds a field nor stands doubled inside one",
        "export the file again with quotes doubled, or delete the quote",
    ),
    "csv-more-quotes": Kind(
        "{count} more lines have such a quote; the first {shown} are listed",
        "export the file again with quotes doubled",
    ),
    "csv-quotes-swallow-rows": Kind(
        "quotes open here and close on line {last}, over lines that are full rows by themselves: "
        "the file has {rows} rows with quotes, {lines} without",
        "delete the two quotes, or put the field on one line",
    ),
    "csv-row-short": Kind(
        "the row has {fields} fields where the header has {width}", "add what is missing, or delete the row"
    ),
    "csv-row-long": Kind(
        "the row has {fields} fields where the header has {width}",
        "put quotes around a field that holds the separator, or delete what is too much",
    ),
    "ledger-not-opened": Kind("the file cannot be opened: {why}", "check the name, and close it in other programs"),
    "ledger-empty": Kind("the file is empty", "export it again"),
    "ledger-misnamed": Kind("this is a CSV named {named}", "rename it: it should end in .csv"),
    "ledger-packed": Kind("this is a file packed with {packer}", "unpack it first"),
    "ledger-other-kind": Kind("this is {kind}, not a ledger", "export as CSV or .xlsx; renaming is not enough"),
    "excel-old": Kind("this is a workbook of an old kind (.xls)", "open it in Excel and save it as .xlsx"),
    "excel-encrypted": Kind("this workbook is protected by a password", "open it in Excel and save it without one"),
    "excel-damaged": Kind("this workbook is damaged: {why}", "open it in Excel and save it again"),
    "excel-too-large": Kind(
        "this workbook would need too much memory: it has {what}",
        "delete the empty rows and columns around the table, or export as CSV",
    ),
    "excel-stopped": Kind("this sheet was not read to its end: {why}", "export the sheet as CSV"),
    "excel-no-value": Kind(
        "formulas without a stored value: {count}", "open the workbook in Excel and save it, or export as CSV"
    ),
    "excel-no-values": Kind(
        "more than {more} cells hold an error like #N/A or a formula without a stored value",
        "open the workbook in Excel and look at its formulas, or export as CSV",
    ),
    "excel-all-hidden": Kind(
        "no sheet of this workbook can be seen{hidden}", "show in Excel the sheet that holds the table, and save it"
    ),
    "excel-cells-lost": Kind("not all cells can be read: {what}", "export the sheet as CSV"),
    "json-syntax": Kind("this is not valid JSON: {why}", "export the file again"),
    "json-no-rows": Kind(
        "this JSON is not a list of objects, and holds none as results", "export one object for each row of the ledger"
    ),
    "json-lines": Kind(
        "this is JSON Lines: one object on each line, not one list",
        "put the objects into one list: [ before the first, a comma after each but the last, ] at the end",
    ),
    "json-incomplete": Kind(
        "this is one page of a longer list: rows {rows}",
        "get the other pages too and put all rows into one list; only this page is in the footprint",
    ),
    "json-duplicate-key": Kind('the key "{key}" stands twice in this object', "delete one of the two"),
    "json-nested": Kind('the value of "{key}" is a list or an object', "write plain text or a number"),
    "parquet-damaged": Kind("this Parquet file cannot be read: {why}", "write the file again"),
    "parquet-nested": Kind(
        "the column holds {kind}, which is not plain text", "leave the column out, or write it as text"
    ),
    "csv-unreadable": Kind("the rows from here on cannot be read: {why}", "export the file again"),
    "ledger-no-header": Kind(
        "no line looks like the header of a ledger",
        "give each column a name in one line, or write a ledger profile: procurement-footprint start DIR --ledger FILE",
    ),
    "ledger-no-amount": Kind(
        "no column of this header says the amount; it may be one of {candidates}",
        "choose one in a ledger profile and use it with --profile FILE; "
        "procurement-footprint start DIR --ledger FILE writes one",
    ),
    "ledger-amount-choice": Kind(
        "it is not clear which column is the amount net of VAT: {candidates}",
        "choose one in a ledger profile and use it with --profile FILE; "
        "procurement-footprint start DIR --ledger FILE writes one",
    ),
    "ledger-no-date": Kind(
        "no column of this header says when a row was booked",
        "name the column in a ledger profile: columns, booked_on; or put the month in the file's name (202405), "
        "or say --period",
    ),
    "ledger-no-currency": Kind(
        "nothing says which currency the amounts are in", "write it in a ledger profile: currency, for example GBP"
    ),
    "ledger-vat-currency": Kind(
        "the ledger profile says that amounts include VAT, and we have rates only for amounts in {known}, "
        "not in {currencies}",
        "deliver these amounts net of VAT, in a run of their own with a profile that says vat: excluded",
    ),
    "ledger-vat-early": Kind(
        "amounts include VAT, and the rates of {identity} begin on {since}",
        "run the later rows with --period, or deliver amounts net of VAT",
    ),
    "ledger-header-twice": Kind(
        'two columns are called "{header}": number {places}', "give them different names, or delete one"
    ),
    "ledger-other-header": Kind(
        "this is the header of another table: its columns are not those of line {first}",
        "put each table into a file of its own, or bring the columns of both into one order",
    ),
    "ledger-header-empty": Kind(
        "column number {number} has values, but no name", "give it a name in the header, or delete the column"
    ),
    "ledger-header-currency": Kind(
        "the name of the amount column says {currency}, but {other}",
        "correct the one that is wrong; if the amounts are in {currency}, say so in a ledger profile: "
        "currency: {currency}, without a column for the currency",
    ),
    "sheet-repeated": Kind(
        "this sheet holds the same rows as {other}",
        "delete one of the two sheets, or leave this one out with --accept-problems",
    ),
    "ledger-same-file": Kind("this is the same file as {other}, byte for byte", "name it once"),
    "ledger-no-rows": Kind("there is no booking below the header", "check that the export is complete"),
    "ledger-period-empty": Kind(
        "none of the {rows} bookings is in {period}", "check the period, or name the file that covers it"
    ),
    "ledger-control-total": Kind(
        "control total: this total row says {total}, the rows above it add up to {above} ({gap} between)",
        "find the missing or doubled rows; if the row is a booking, give it a date, account or supplier",
    ),
    "ledger-more-cells": Kind(
        "{count} more cells cannot be read; the {shown} largest are listed", "correct the listed cells first"
    ),
    "accounting-period": Kind(
        "this is not an accounting period", "write year and month, like 202403; 202413 is the closing of 2024"
    ),
    "amount-ambiguous": Kind(
        "these amounts may have a decimal mark or a thousands mark, and no other value of the column tells",
        'write which in a ledger profile: decimal: "," or decimal: "."',
    ),
    "amount-mixed": Kind(
        "some amounts have a decimal comma, others a decimal point",
        'export the column in one style, or write in a ledger profile which is right: decimal: "," or decimal: "."',
    ),
    "amount-empty": Kind("the amount is missing", "write the amount, or delete the row"),
    "amount-unreadable": Kind("this is not an amount", "write it in digits, for example -1234,50"),
    "amount-decimals": Kind("the amount has more than two decimals", "write it rounded to two decimals"),
    "amount-three-decimals": Kind(
        "this may be a number with three decimals or with a thousands mark; the column has other amounts with "
        "one or two decimals after the same mark",
        "write it without a thousands mark and with two decimals",
    ),
    "amount-too-large": Kind("the amount has more than 13 digits before the decimals", "check the number"),
    "amount-currency": Kind("the currency beside the amount is not the currency of the row", "correct one of the two"),
    "date-empty": Kind("the date is missing", "write when the row was booked, or delete the row"),
    "date-unreadable": Kind("this is not a date that can be read", "write it as 2025-01-31"),
    "date-impossible": Kind("there is no such day", "write a day that exists, as 2025-01-31"),
    "date-serial": Kind(
        "this looks like a day number of Excel among dates", "format the column as dates in Excel and export again"
    ),
    "date-order": Kind(
        "the day or the month may come first, and no date of the column tells",
        "write which in a ledger profile: date: DD/MM/YYYY or date: MM/DD/YYYY",
    ),
    "date-order-mixed": Kind(
        "in some dates the day comes first, in others the month",
        "export the column in one order, as 2025-01-31",
    ),
    "currency-empty": Kind("the currency is missing", "write its code of three letters, for example SEK"),
    "currency-unreadable": Kind("this is not a currency code", "write three letters, for example SEK"),
    "profile-unknown": Kind(
        'there is no ledger profile "{name}", neither shipped nor as a file', "write a file's path or one of: {names}"
    ),
    "profile-column": Kind('"{column}" is not one of our columns', "write one of: {columns}"),
    "profile-amount": Kind("the profile does not say which column is the amount", "add to columns: amount: [NAME]"),
    "profile-undecided": Kind(
        "the profile does not say yet which column is the amount: {names}",
        "write one of them under columns as amount: [NAME], and delete the line undecided",
    ),
    "profile-code-and-text": Kind('"{column}" cannot hold a code and its text', "write {columns}"),
    "profile-currency": Kind("this is not a currency code", "write three capital letters, for example SEK"),
    "profile-header-missing": Kind(
        "the ledger profile looks for the column {column} under {names}, and the header has none of them",
        "add the name that the header has to the profile, or leave --profile out",
    ),
}
