"""The labels of tables, columns and options in the languages of the organisation: English, nb, sv and de."""

from __future__ import annotations

from .items import metadata_id

ENGLISH = 1033
LANGUAGES = (1044, 1053, 1031)
TRANSLATIONS: dict[str, tuple[str, str, str]] = {
    "Account": ("Konto", "Konto", "Konto"),
    "Accounts": ("Kontoer", "Konton", "Konten"),
    "Account Name": ("Kontonavn", "Kontonamn", "Kontoname"),
    "Account Number": ("Kontonummer", "Kontonummer", "Kontonummer"),
    "Active": ("Aktiv", "Aktiv", "Aktiv"),
    "Address 1: City": ("Adresse 1: Poststed", "Adress 1: Ort", "Adresse 1: Ort"),
    "Address 1: Country/Region": ("Adresse 1: Land/område", "Adress 1: Land/region", "Adresse 1: Land/Region"),
    "Address 1: Freight Terms": (
        "Adresse 1: Fraktvilkår",
        "Adress 1: Leveransvillkor",
        "Adresse 1: Frachtbedingungen",
    ),
    "Address 1: Shipping Method": ("Adresse 1: Leveringsmåte", "Adress 1: Leveranssätt", "Adresse 1: Lieferart"),
    "Address 1: Street 1": ("Adresse 1: Gate 1", "Adress 1: Gata 1", "Adresse 1: Straße 1"),
    "Address 1: ZIP/Postal Code": ("Adresse 1: Postnummer", "Adress 1: Postnummer", "Adresse 1: Postleitzahl"),
    "Company": ("Selskap", "Företag", "Mandant"),
    "Contact": ("Kontakt", "Kontakt", "Kontakt"),
    "Contacts": ("Kontakter", "Kontakter", "Kontakte"),
    "Created On": ("Opprettet den", "Skapad", "Erstellt am"),
    "Credit Limit": ("Kredittgrense", "Kreditgräns", "Kreditlimit"),
    "Currency": ("Valuta", "Valuta", "Währung"),
    "Customer": ("Kunde", "Kund", "Kunde"),
    "Description": ("Beskrivelse", "Beskrivning", "Beschreibung"),
    "Draft": ("Utkast", "Utkast", "Entwurf"),
    "Due Date": ("Forfallsdato", "Förfallodatum", "Fälligkeitsdatum"),
    "Email": ("E-post", "E-post", "E-Mail"),
    "Exchange Rate": ("Valutakurs", "Valutakurs", "Wechselkurs"),
    "Fax": ("Faks", "Fax", "Fax"),
    "First Name": ("Fornavn", "Förnamn", "Vorname"),
    "Freight Terms": ("Fraktvilkår", "Leveransvillkor", "Frachtbedingungen"),
    "Full Name": ("Fullt navn", "Fullständigt namn", "Vollständiger Name"),
    "High": ("Høy", "Hög", "Hoch"),
    "Inactive": ("Inaktiv", "Inaktiv", "Inaktiv"),
    "Invoice": ("Faktura", "Faktura", "Rechnung"),
    "Invoice Product": ("Fakturaprodukt", "Fakturaprodukt", "Rechnungsprodukt"),
    "Invoices": ("Fakturaer", "Fakturor", "Rechnungen"),
    "Job Title": ("Stilling", "Befattning", "Position"),
    "Last Name": ("Etternavn", "Efternamn", "Nachname"),
    "Low": ("Lav", "Låg", "Niedrig"),
    "Mobile Phone": ("Mobiltelefon", "Mobiltelefon", "Mobiltelefon"),
    "Modified On": ("Endret den", "Ändrad", "Geändert am"),
    "Name": ("Navn", "Namn", "Name"),
    "Net 30": ("30 dager netto", "30 dagar netto", "30 Tage netto"),
    "Net 45": ("45 dager netto", "45 dagar netto", "45 Tage netto"),
    "Net 60": ("60 dager netto", "60 dagar netto", "60 Tage netto"),
    "No": ("Nei", "Nej", "Nein"),
    "Normal": ("Normal", "Normal", "Normal"),
    "Opportunities": ("Salgsmuligheter", "Affärsmöjligheter", "Verkaufschancen"),
    "Opportunity": ("Salgsmulighet", "Affärsmöjlighet", "Verkaufschance"),
    "Order": ("Ordre", "Order", "Auftrag"),
    "Order Product": ("Ordreprodukt", "Orderprodukt", "Auftragsprodukt"),
    "Owner": ("Eier", "Ägare", "Besitzer"),
    "Payment Terms": ("Betalingsbetingelser", "Betalningsvillkor", "Zahlungsbedingungen"),
    "Price List": ("Prisliste", "Prislista", "Preisliste"),
    "Price List Item": ("Prislisteelement", "Prislisteobjekt", "Preislisteneintrag"),
    "Price Lists": ("Prislister", "Prislistor", "Preislisten"),
    "Primary Contact": ("Primærkontakt", "Primär kontakt", "Primärer Kontakt"),
    "Product": ("Produkt", "Produkt", "Produkt"),
    "Products": ("Produkter", "Produkter", "Produkte"),
    "Project": ("Prosjekt", "Projekt", "Projekt"),
    "Quantity": ("Antall", "Antal", "Menge"),
    "Retired": ("Inaktiv", "Utgången", "Zurückgezogen"),
    "Shipping Method": ("Leveringsmåte", "Leveranssätt", "Lieferart"),
    "Status": ("Status", "Status", "Status"),
    "Status Reason": ("Statusårsak", "Statusorsak", "Statusgrund"),
    "Team": ("Team", "Team", "Team"),
    "Topic": ("Emne", "Ämne", "Thema"),
    "Total Amount": ("Totalbeløp", "Totalt belopp", "Gesamtbetrag"),
    "Unit": ("Enhet", "Enhet", "Einheit"),
    "Unit Group": ("Enhetsgruppe", "Enhetsgrupp", "Einheitengruppe"),
    "User": ("Bruker", "Användare", "Benutzer"),
    "Vendor": ("Leverandør", "Leverantör", "Lieferant"),
    "Website": ("Nettsted", "Webbplats", "Website"),
    "Yes": ("Ja", "Ja", "Ja"),
}


def label(text: str, given: tuple[tuple[int, str], ...] = ()) -> dict[str, object]:
    """A label in all languages it is known in; the user's is that of the organisation."""
    labels = [_localized(name, language) for language, name in texts(text, given).items()]
    return {"LocalizedLabels": labels, "UserLocalizedLabel": labels[0]}


def texts(text: str, given: tuple[tuple[int, str], ...] = ()) -> dict[int, str]:
    """A text by language: as it was given, or as it is known here."""
    known = zip(LANGUAGES, TRANSLATIONS.get(text, ()), strict=False)
    return {ENGLISH: text, **(dict(given) or dict(known))}


def no_label() -> dict[str, object]:
    """A label nobody has written."""
    return {"LocalizedLabels": [], "UserLocalizedLabel": None}


def _localized(text: str, language: int) -> dict[str, object]:
    return {
        "Label": text,
        "LanguageCode": language,
        "IsManaged": True,
        "MetadataId": metadata_id(f"label {language} {text}"),
        "HasChanged": None,
    }
