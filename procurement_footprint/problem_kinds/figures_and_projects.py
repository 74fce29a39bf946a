"""What can be wrong with rules, figures, projects and footprints."""

from __future__ import annotations

from procurement_footprint.problem_kinds.kind import Kind

FIGURES_AND_PROJECTS: dict[str, Kind] = {
    # mapping
    "mapping-unknown-key": Kind('{noun} "{rule}": there is no key "{key}"', "{fix}"),
    "mapping-unknown-category": Kind('{noun} "{rule}": there is no category "{category}"', "{fix}"),
    "mapping-unknown-reason": Kind('{noun} "{rule}": there is no reason "{reason}" for leaving out', "{fix}"),
    "mapping-outcome": Kind('rule "{rule}" names {count}', "name one of the two"),
    "mapping-no-condition": Kind(
        '{noun} "{rule}" asks for nothing, so it would hold for every row',
        "give it a supplier, supplier_name, cpv, unspsc, account, state_account, account_text, text or sni",
    ),
    "mapping-no-value": Kind('{noun} "{rule}": the value of "{key}" is empty', "write a value, or delete it"),
    "mapping-missing": Kind('{noun} "{rule}" has no "{key}"', "add it: rules are looked over by people"),
    "mapping-date": Kind('{noun} "{rule}": this is not a date', "write year-month-day: 2024-01-31"),
    "mapping-pattern": Kind(
        '{noun} "{rule}": {wrong}',
        'write at least two letters; "|" only at the start or end, " & " between parts that must all be there',
    ),
    "mapping-supplier": Kind(
        '{noun} "{rule}": "{value}" is not how ledgers are read', "write the organisation number as NNNNNN-NNNN"
    ),
    "mapping-text-decides": Kind(
        'rule "{rule}" has text_decides but asks for more than an account',
        "only rules that ask for nothing but an account can give way to texts",
    ),
    "mapping-duplicate-id": Kind('the id "{id}" stands twice', "give each its own id"),
    "mapping-scope3": Kind('category "{category}": "{value}" is not a scope 3 category', "write a number from 1 to 15"),
    "mapping-example": Kind(
        'rule "{rule}" does not decide its example in {where}: {winner}',
        "correct the example, or make the rule more specific",
    ),
    "chart-unknown": Kind("this chart of accounts is not known", "take one of: {known}"),
    "chart-unclear": Kind(
        "accounts and texts do not say which chart of accounts this is",
        "name it: --chart with one of {known} (for all files), or chart: in this ledger's profile; "
        "or run the files separately",
    ),
    "chart-unknown-book": Kind('chart "{chart}": there is no rule book "{book}"', "{fix}"),
    "crosswalk-missing": Kind(
        'the crosswalk "{name}" of {factor_set} is not there',
        "put {name}.csv and {name}.yaml into the folder of the factor set",
    ),
    "crosswalk-changed": Kind(
        "the file was changed: its SHA-256 is not the one in {description}",
        "put the original file back; if the change is meant, give it a new version and its own SHA-256",
    ),
    "crosswalk-header": Kind("these are not the columns of a crosswalk", "write the header {wanted}"),
    "crosswalk-share": Kind("the share is not a number above 0 and at most 1", "write for example 0.25"),
    "crosswalk-unknown": Kind('there is no {what} "{name}"', "{fix}"),
    "crosswalk-twice": Kind("category and product stand twice (first at {first})", "delete one of the two lines"),
    "crosswalk-sum": Kind('the shares of "{category}" add to {total}', "make them add to exactly 1"),
    "mapping-tie": Kind(
        'rules "{other}" ({other_place}) and "{rule}" weigh the same and differ: {other_says}; {says}',
        "make one of them more specific, or delete it",
    ),
    # factors
    "factor-set-unknown": Kind("there is nothing of this name and version", "choose one of: {choice}"),
    "factor-name": Kind(
        "name and version are not those of the folder {folder}", "give folder and file the same name and version"
    ),
    "factor-file-missing": Kind(
        "the file that {description} describes is not there",
        "install the program again, or put the file back",
    ),
    "factor-file-changed": Kind(
        "the file was changed: its SHA-256 is not the one in {description}",
        "put the original file back; a change that is meant becomes a new version with its own {description}",
    ),
    "factor-file-text": Kind("this is not CSV in UTF-8: {why}", "save it as CSV with commas, in UTF-8"),
    "factor-header": Kind("the columns are not those that {description} describes", "write the header {expected}"),
    "factor-cells": Kind(
        "this line has {found} cells, the header has {expected}",
        "fill in the line, or quote a text that holds a comma",
    ),
    "factor-number": Kind(
        "this is not a number above 0",
        "write digits with a decimal point, for example 1318.79; leave the line out where there is no value",
    ),
    "factor-value": Kind(
        "this is not a number",
        "write digits with a decimal point, for example 1318.79; leave the line out where there is no value",
    ),
    "factor-currency": Kind("this is not a currency code", "write three capital letters, for example EUR"),
    "factor-unit": Kind("the unit is not what per and currency say", "write unit: {unit}, or correct per or currency"),
    "factor-price-year": Kind(
        'this is neither "vintage" nor a year',
        "write vintage where each vintage is in prices of its own year, else the year of all prices, for example 2022",
    ),
    "factor-basic-prices": Kind(
        "these factors are per basic price, and a ledger holds purchaser prices",
        "convert the set first: factors import turns basic prices into purchaser prices with the trade and transport "
        "margins and taxes of FIGARO; or choose another set in procurement.yaml: factors",
    ),
    "factor-vat-included": Kind(
        "these factors are per price including VAT, and a ledger's amounts are net of VAT",
        "convert the set first to prices excluding VAT, or choose another set in procurement.yaml: factors",
    ),
    "factor-not-positive": Kind(
        "this factor is 0 or below, so purchases would emit nothing or less",
        "leave the line out where there is no value: such purchases are then not counted, and the report says so",
    ),
    "factor-policy-unknown": Kind("there is no vintage policy of this name", "write one of: {choice}"),
    "price-items-all": Kind(
        'no line is for "*", so categories that no line names have no price index', 'add a line for "*": all items'
    ),
    "price-item-figures": Kind(
        "{file} has no figures for this item", "correct the item, or add its figures for each year"
    ),
    "price-item-why": Kind("this line gives no reason", 'write one in the column "why"'),
    "price-item-years": Kind(
        "this item does not have the years of the others, which are: {years}", "add what is missing, or drop the item"
    ),
    "category-or-group-unknown": Kind(
        'this is neither a spending category, nor a group, nor "*"',
        "correct it; procurement-footprint mappings list names the categories",
    ),
    "vat-percent": Kind("this is not a percentage", "write 25, 12, 6 or another number; 0 for what is exempt"),
    "vat-day": Kind("this is not a day", "write it as 2026-04-01; leave until empty where no end is known"),
    "vat-overlap": Kind("two rates hold on the same day", "end the earlier one on the day before the later one"),
    "vat-rates-all": Kind(
        'the lines for "*" do not cover every day from their first one on', 'let each line for "*" begin where one ends'
    ),
    "factor-year": Kind("this is not a year", "write four digits, for example 2023"),
    "factor-duplicate": Kind("this stands twice (first on line {first})", "delete one of the two lines"),
    "factor-years": Kind(
        "the years are not those of {file}, which has: {years}",
        "write the years that the file has, or complete the file",
    ),
    "spread-evidence": Kind(
        "these are not the levels of evidence that rules have", "give each of these its own spread: {levels}"
    ),
    "spread-below-one": Kind(
        "this is not a geometric standard deviation", "write a number from 1 up: 1 is certain, 2 is a factor of two"
    ),
    "factor-set-exists": Kind(
        "this factor set is already there", "choose a new version for --out: an edition is never changed"
    ),
    "source-columns": Kind("this is not {what}: it lacks the column {missing}", "take the file as it is published"),
    "source-choice": Kind('no line has this in the column "{column}"', "choose one of: {choice}"),
    "source-number": Kind("this is not a number of 0 or more", "take the file as it is published, or correct the cell"),
    "source-unit": Kind("these are not the expected gases or unit: {expected}", "take the file that is in {expected}"),
    "source-product": Kind("this lies in no product group of the mapping {bridge}", "{fix}"),
    "source-empty": Kind("this cell is empty", "write the code or the name of the product"),
    "source-twice": Kind("this factor stands twice (first at {first})", "delete one of the two lines"),
    "split-no-food": Kind(
        "this set has no product {product}, so its food cannot be split", "choose a set of FIGARO factors with --set"
    ),
    "exchange-rate-missing": Kind(
        "there is no exchange rate of {currency} for {year}",
        "look whether currency and date are right in the ledger; there are rates of {known} for {span}",
    ),
    "price-index-missing": Kind(
        "there is no index for {missing}: amounts of {from_year} cannot be brought to prices of {to_year}",
        "choose a price index that has the year, or run the other years with --period",
    ),
    # input-output tables
    "table-file-missing": Kind(
        "the file that {description} names is not there",
        "correct the path; it starts at the folder of {description}",
    ),
    "table-code-missing": Kind("this code is not in {where}", "correct the code, or add the figures to the file"),
    "table-code-twice": Kind("this code stands twice (first in {first})", "delete one of the two, or rename it"),
    "table-code-empty": Kind("the code is missing", "write the code of the product, or delete the line"),
    "table-no-products": Kind("there is no product", "give each product a line and a column of its own, with its code"),
    "table-not-square": Kind(
        "the table is not square: this is {here}, and there is {there} of the same name",
        "add what is missing; name rows and columns that are no products in the description (output, imports, "
        "final_use, rows, total), or choose the products in a file (products)",
    ),
    "table-number": Kind(
        "this is not a number", "write digits with a decimal point, for example 1318.79; write 0 where nothing flows"
    ),
    "table-negative-output": Kind(
        'the output of "{product}" is negative', "correct it; a product that is not made has the output 0"
    ),
    "table-negative-emissions": Kind(
        'the emissions of "{product}" are negative',
        "take removals out of the accounts and report them beside the footprint",
    ),
    "table-negative-flow": Kind(
        'a flow to "{product}" is negative', "book it as a flow the other way, or move it to final use"
    ),
    "table-no-output": Kind(
        '"{product}" has {has} but no output', "write its output, or move the figures to the product that has it"
    ),
    "table-unbalanced": Kind(
        'the uses of "{product}" add up to {uses}, its supply (output and imports) to {supply}',
        "look for a column of final use that is not named, named twice or holds a sum of others, and whether the flows "
        "hold imports (then name their row: imports)",
    ),
    "table-emissions-total": Kind(
        "the emissions of the products add up to {found}, the total says {stated} ({gap} between)",
        "look for an industry that no product names, or that is inside another one",
    ),
    "table-more": Kind("{count} more of these were found; the first {shown} are listed", "correct the listed first"),
    "table-code-region": Kind(
        'this code has no "{mark}", which separates region and product',
        "write it as REGION{mark}PRODUCT, or drop regions",
    ),
    "table-no-region": Kind("the table has no region of this name", "write under bought_in one of: {choice}"),
    "table-not-productive": Kind(
        "the table is not productive: its supply chains use up more than they make, so that there are no multipliers",
        "see that rows deliver and columns receive, and that flows and output are in the same unit and prices",
    ),
    "table-no-factor": Kind(
        "no product has a factor: all emissions are 0",
        "look whether the description names the right rows and the right unit",
    ),
    "table-not-solved": Kind(
        "the equations do not come to rest within {steps} steps",
        "see that flows and output are in the same unit and prices; inputs should be worth less than the output",
    ),
    "database-unreadable": Kind(
        "pymrio cannot read this database: {why}",
        "name the file or folder as the publisher delivers it, and its parser",
    ),
    "database-no-extension": Kind(
        "the database has no accounts of this name", "write one of them under database: extension: {choice}"
    ),
    "database-row": Kind("the accounts have {count} rows of this name, and one is needed", "write one of: {choice}"),
    "extra-missing": Kind(
        "this is not installed, and the command needs it",
        'install the extra: pip install "procurement-footprint[{extra}]"',
    ),
    # activity data
    "activity-column": Kind('there is no column "{column}" in such a file', "write one of: {known}"),
    "activity-column-missing": Kind('the column "{column}" is missing', "add it; the columns are {known}"),
    "activity-column-twice": Kind('the column "{column}" stands twice', "delete one of the two"),
    "activity-empty": Kind("{column} is empty", "fill it in: every figure needs it"),
    "activity-number": Kind(
        "this is not a quantity above 0", "write digits without a thousands mark, for example 1318.79"
    ),
    "activity-unit": Kind("this is not a unit that we know", "write one of: {known}"),
    "activity-unit-other": Kind(
        "the quantity is in {unit} and the factor is per {other}",
        "give the quantity in {other}, or choose another factor",
    ),
    "activity-covers": Kind("this is not what a factor covers", "write all or combustion"),
    "activity-factor": Kind(
        "there is no factor of this name", "write kilograms per unit as a number, or a reference: {known}"
    ),
    "activity-factor-year": Kind(
        "this factor begins in {first} and the purchases are of {year}", "give a factor of {year} or earlier"
    ),
    "activity-blend": Kind("the shares of this blend add to {total}", "make them add to exactly 1"),
    "activity-blend-covers": Kind(
        "one part of this blend is for burning alone, another for everything",
        "take parts that cover the same",
    ),
    "activity-scope": Kind("this is not a scope", "write 1 (burnt), 2 (electricity, heat) or 3 (everything else)"),
    "activity-quantity": Kind(
        "a line has a measured quantity or an assumed price, and this has {what}",
        "write the quantity; or, where nobody measured it, the price per unit net of VAT",
    ),
    "activity-money": Kind(
        "an intensity per {unit} goes with the money of the slice, and this line has {what}",
        "leave quantity and price empty",
    ),
    "activity-currency": Kind(
        "this is not the currency that the report adds up in", "give the intensity per {currency}"
    ),
    "activity-slice": Kind("the line does not say which purchases it is about", "fill in one or more of: {fields}"),
    "activity-category": Kind('there is no category "{category}"', "{fix}"),
    "activity-certificate": Kind(
        "a market-based factor counts only with a certificate, and a certificate only with its factor",
        "fill in both market_factor and certificate, or neither",
    ),
    "activity-expired": Kind("this was valid until {until}", "ask the supplier for a new one"),
    "activity-no-rows": Kind(
        "no counted row of the ledger is in this slice", "look at the names in the ledger, or delete the line"
    ),
    "activity-net": Kind(
        "the rows of this slice add up to {amount}: nothing to share the kilograms out over",
        "take a longer period, so that credit notes meet their invoices",
    ),
    "activity-covered": Kind(
        "{covered} is more than the {amount} of this slice", 'write "all", or the part that the quantity is for'
    ),
    "activity-overlap": Kind(
        "{rows} also in the slice of {other}, for example {row}; nothing may count twice",
        "make one of the two slices narrower",
    ),
    "pact-unreadable": Kind(
        "this is not a PACT product footprint: {why}", "ask the supplier for the JSON file as it was"
    ),
    "pact-version": Kind("this version of a PACT product footprint is not read", "ask for version 2.3 or 3.0"),
    "pact-status": Kind("the supplier has withdrawn this footprint", "ask the supplier for the one in force"),
    "pact-field": Kind("{field} is not a number as PACT writes it", "ask the supplier to correct the file"),
    "pact-date": Kind("{field} is not a date as PACT writes it", "ask the supplier to correct the file"),
    # footprint and projects
    "project-missing": Kind(
        "there is no {file} in this folder", "make a project with: procurement-footprint start DIR --ledger FILE"
    ),
    "project-ledger-missing": Kind(
        'the ledger "{ledger}" is not there', "correct the path; it starts at the project folder"
    ),
    "language-unknown": Kind('the language "{language}" is not one that reports come in', "write sv or en"),
    # workbooks that come back
    "returned-not-workbook": Kind("this is not a workbook", "give the .xlsx file that was sent out and filled in"),
    "returned-sheet-missing": Kind(
        'there is no sheet "{sheet}"; there are: {known}',
        "give the workbook that was sent out, and leave the names of its sheets as they are",
    ),
    "returned-sheet-hidden": Kind(
        'the sheet "{sheet}" is hidden', "show it in Excel, look through it and save the workbook"
    ),
    "returned-column-missing": Kind(
        'the column "{column}" is missing', "leave the header in the first row as it was sent out"
    ),
    "returned-column-twice": Kind('the column "{column}" stands twice', "delete or rename the one that was added"),
    "returned-no-value": Kind(
        "this formula has no stored value", "write the value itself, or open the workbook in Excel and save it"
    ),
    "returned-error": Kind("this cell holds an error instead of a value", "write the value itself"),
    "period-unreadable": Kind("this is not a period", "write a year, quarter or month: 2024, 2024-Q1 or 2024-03"),
}
