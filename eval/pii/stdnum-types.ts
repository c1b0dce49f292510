/**
 * python-stdnum's types by the entity ids that Presidio has for them, or that hold more than one of
 * them. Any other type is taken to have the id `br.cpf` → `BR_CPF`, if the engine has such a rule.
 */
const ENTITIES_OF: Readonly<Record<string, readonly string[]>> = {
  "be.iban": ["IBAN_CODE"],
  bitcoin: ["CRYPTO"],
  "de.handelsregisternummer": ["DE_HANDELSREGISTER"],
  "de.idnr": ["DE_TAX_ID"],
  "de.stnr": ["DE_TAX_NUMBER"],
  "de.vat": ["DE_VAT_ID"],
  "es.dni": ["ES_NIF"],
  "es.iban": ["IBAN_CODE"],
  "es.nif": ["ES_NIF", "ES_NIE", "ES_CIF"],
  "fi.hetu": ["FI_PERSONAL_IDENTITY_CODE"],
  "gb.nhs": ["UK_NHS"],
  iban: ["IBAN_CODE"],
  "in.epic": ["IN_VOTER"],
  "it.codicefiscale": ["IT_FISCAL_CODE"],
  "it.iva": ["IT_VAT_CODE"],
  mac: ["MAC_ADDRESS"],
  "me.iban": ["IBAN_CODE"],
  "no.iban": ["IBAN_CODE"],
  "se.orgnr": ["SE_ORGANISATIONSNUMMER"],
  "th.pin": ["TH_TNIN"],
  "tr.tckimlik": ["TR_NATIONAL_ID"],
  "us.rtn": ["ABA_ROUTING_NUMBER"],
  "us.tin": ["US_SSN", "US_ITIN", "US_EIN"],
  "za.idnr": ["ZA_ID_NUMBER"],
};

/** Ids of the entities that a number of this type may be found as. */
export const entitiesOf = (type: string): readonly string[] =>
  ENTITIES_OF[type] ?? [type.toUpperCase().replaceAll(".", "_")];

/** IBANs of one country: an invalid one may be another country's, so of those nothing can be said. */
export const isNarrower = (type: string): boolean => type.endsWith(".iban");
