/**
 * What the project's own pairs are made of: for each field of life, actions on things, circumstances
 * that matter, and topics. A line of alternatives (`|`) means the same; two lines never do.
 */
export interface Domain {
  readonly name: string;
  readonly actions: readonly string[];
  readonly things: readonly string[];
  readonly circumstances: readonly string[];
  readonly topics: readonly string[];
  readonly names: readonly string[];
}

function domain(name: string, lists: Omit<Domain, "name">): Domain {
  return { name, ...lists };
}

export const DOMAINS: readonly Domain[] = [
  domain("banking", {
    actions: ["open|set up|create", "close|shut down", "freeze|put a hold on", "check|look at|view", "dispute|contest|challenge", "link|connect", "increase|raise|bump up"],
    things: ["my checking account", "my savings account", "a wire transfer|a bank wire", "the overdraft limit", "a standing order|a recurring payment", "my debit card", "my credit card", "a joint account|a shared account"],
    circumstances: ["from abroad|while I am abroad", "without visiting a branch|without going to a branch", "in the app|in the mobile app|with the app", "on a weekend", "for my business"],
    topics: ["compound interest", "an overdraft fee|an overdraft charge", "a routing number", "a prime rate", "a money order", "a cashier's check"],
    names: ["Barclays", "Chase", "Revolut", "Monzo"],
  }),
  domain("shopping", {
    actions: ["return|send back", "cancel|call off", "track|follow", "exchange|swap", "reorder|order again", "rate|review"],
    things: ["my order|my purchase", "a gift card|a gift voucher", "the winter jacket|the winter coat", "the running shoes|the running sneakers", "a subscription box", "the blender"],
    circumstances: ["without a receipt|without the receipt", "after 30 days|after thirty days", "in a store|at a store", "as a guest", "from Canada"],
    topics: ["a restocking fee|a restocking charge", "a price match|price matching", "free shipping|free delivery", "a backorder", "a loyalty program|a loyalty scheme"],
    names: ["Amazon", "Walmart", "Etsy", "Target"],
  }),
  domain("travel", {
    actions: ["book|reserve", "change|modify|alter", "upgrade", "cancel", "find|locate", "share"],
    things: ["a flight|a plane ticket", "a hotel room", "a rental car|a hire car", "a window seat", "a travel visa", "a train ticket|a rail ticket", "airport parking"],
    circumstances: ["with a toddler|with a small child", "with a dog", "at the last minute", "with miles|with my miles", "for two adults", "in the low season|in the off season"],
    topics: ["a layover|a stopover", "travel insurance", "jet lag", "a boarding pass", "a carry-on bag|hand luggage", "a transit visa"],
    names: ["Lisbon", "Tokyo", "Denver", "Oslo", "Nairobi"],
  }),
  domain("programming", {
    actions: ["sort", "filter", "reverse", "parse|read", "merge|combine|join", "iterate over|loop over|loop through", "deduplicate|remove duplicates from", "copy|clone|duplicate"],
    things: ["a list of strings", "a dictionary|a dict", "a JSON file", "a CSV file", "a linked list", "two arrays", "a date string", "a binary tree"],
    circumstances: ["in Python", "in JavaScript", "in Rust", "without recursion", "in place", "with a regular expression|with a regex", "in reverse order|in descending order"],
    topics: ["a closure", "a race condition", "dependency injection", "a hash map|a hash table", "garbage collection", "a memory leak", "a deadlock"],
    names: ["Django", "React", "Postgres", "Redis", "Kafka"],
  }),
  domain("cooking", {
    actions: ["boil|cook in water", "bake", "store|keep", "freeze", "reheat|warm up", "season", "peel", "thaw|defrost"],
    things: ["rice", "salmon", "sourdough bread", "sweet potatoes", "chicken breast|chicken breasts", "lentils", "fresh basil", "leftover pizza"],
    circumstances: ["in an oven|in the oven", "in a microwave|in the microwave", "without oil", "for a large group|for a big group", "overnight", "at high altitude"],
    topics: ["a roux", "blanching", "umami", "a Dutch oven", "gluten", "the smoke point of olive oil"],
    names: ["Gordon Ramsay", "Julia Child", "Nigella"],
  }),
  domain("health", {
    actions: ["treat|cure", "prevent|avoid", "diagnose|recognise", "manage|cope with|deal with", "measure|check"],
    things: ["a migraine", "high blood pressure|hypertension", "a sprained ankle|a twisted ankle", "seasonal allergies|hay fever", "insomnia|trouble sleeping", "a sore throat", "low iron|iron deficiency"],
    circumstances: ["in children|in kids", "in adults", "during pregnancy|while pregnant", "at home", "without medication|without drugs|without medicine", "in older people|in the elderly"],
    topics: ["cholesterol", "the flu vaccine|the influenza vaccine", "a balanced diet|a healthy diet", "type 2 diabetes", "the side effects of ibuprofen|the adverse effects of ibuprofen", "physical therapy|physiotherapy"],
    names: ["ibuprofen", "Tylenol", "metoprolol", "Zoloft"],
  }),
  domain("work", {
    actions: ["request|ask for|apply for", "approve|sign off on", "write|draft|compose", "submit|hand in|turn in", "decline|turn down", "schedule|arrange|set up"],
    things: ["parental leave", "sick leave", "a performance review", "a pay raise|a salary increase|a raise", "a reference letter|a letter of recommendation", "my timesheet|my time sheet", "a job offer"],
    circumstances: ["as a contractor|as a freelancer", "in my first year", "by email|via email", "during a merger", "for my team", "after a promotion"],
    topics: ["a probation period|a probationary period", "severance pay", "a non-compete clause", "a notice period", "a pension plan|a retirement plan", "stock options"],
    names: ["Slack", "Workday", "Jira", "Zoom"],
  }),
  domain("devices", {
    actions: ["reset", "update|upgrade", "back up|make a backup of", "restart|reboot", "charge", "clean", "unlock", "sell"],
    things: ["my phone|my smartphone|my mobile phone", "my laptop", "a wireless router|a wifi router", "my smartwatch|my smart watch", "a printer", "my tablet", "the operating system"],
    circumstances: ["without a password|without the password", "over USB", "over Bluetooth", "to factory settings", "on Windows", "on a Mac", "with a cracked screen|with a broken screen"],
    topics: ["a firmware update", "an SSD", "refresh rate", "two-factor authentication|2FA", "a VPN", "airplane mode|flight mode"],
    names: ["Samsung", "Lenovo", "Pixel", "Garmin"],
  }),
  domain("home", {
    actions: ["paint", "repair|fix|mend", "install|put in|fit", "clean", "replace|swap out", "insulate", "remove|take out|get rid of"],
    things: ["a leaking tap|a leaky faucet|a dripping tap", "the kitchen cabinets|the kitchen cupboards", "a ceiling fan", "a wooden deck", "the gutters", "a smoke detector|a smoke alarm", "the carpet|the rug"],
    circumstances: ["in winter", "on a budget|cheaply", "by myself|on my own|alone", "without a ladder", "in an old house", "with two switches"],
    topics: ["drywall", "a circuit breaker", "a septic tank", "double glazing", "a heat pump", "grout"],
    names: ["Ikea", "Bosch", "Dyson"],
  }),
  domain("study", {
    actions: ["solve", "prove", "differentiate", "graph|plot", "factor", "simplify", "memorize|learn by heart"],
    things: ["a quadratic equation", "the irregular verbs", "a system of equations", "the Pythagorean theorem", "a matrix", "a trigonometric function", "the periodic table"],
    circumstances: ["step by step", "without a calculator", "by hand|manually", "for an exam|for a test", "with an example", "in three days"],
    topics: ["photosynthesis", "the French Revolution", "entropy", "a metaphor", "supply and demand", "plate tectonics", "natural selection"],
    names: ["Newton", "Napoleon", "Shakespeare", "Darwin"],
  }),
  domain("insurance", {
    actions: ["file|submit", "renew|extend", "compare", "appeal", "lower|reduce|cut", "transfer"],
    things: ["a car insurance claim|an auto insurance claim", "my home insurance policy", "my life insurance policy", "the monthly premium", "the annual deductible|the yearly deductible", "a dental claim"],
    circumstances: ["after an accident|after a crash", "after a flood", "for a new driver", "online|on the internet", "for a rented apartment|for a rental flat"],
    topics: ["liability coverage|liability cover", "a beneficiary", "a co-payment|a copay", "gap insurance", "an exclusion", "no-claims bonus"],
    names: ["Geico", "Allianz", "Aetna"],
  }),
  domain("accounts", {
    actions: ["reset", "change|update", "delete|remove|erase", "recover|restore|get back", "download", "disable|turn off|switch off", "verify|confirm"],
    things: ["my password", "my user name|my username", "my email address", "my account|my profile", "my billing address", "my payment history|my payments history", "push notifications"],
    circumstances: ["on the website|on the site", "on Android", "on an iPhone", "without my old phone", "for all devices", "for the family plan", "for the business plan"],
    topics: ["the free trial", "the premium plan", "the basic plan", "a recovery code|a backup code", "single sign-on", "the storage limit"],
    names: ["Netflix", "Spotify", "Dropbox", "GitHub"],
  }),
];
