"""Closed classes of English words, and the words that spaCy's small model steadily gets wrong."""

from __future__ import annotations


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Who speaks, and who is spoken to.
US = _words("i me myself ourselves us we")
CUSTOMER = _words("u y'all ya you yourself yourselves")
OUR = _words("my our")
YOUR = _words("ur your yr")

# Labels and tags of the trees.
SUBJECTS = _words("csubj csubjpass expl nsubj nsubjpass")
PASSIVE_SUBJECTS = _words("csubjpass nsubjpass")
CLAUSAL = _words("ROOT acl advcl ccomp csubj csubjpass parataxis pcomp relcl xcomp")
CLAUSE_LABELS = _words("ROOT advcl ccomp conj dep nsubj")
VERBS = _words("MD VB VBD VBG VBN VBP VBZ")
FINITE = VERBS - {"VBG"}
BASE = _words("VB VBP")
# Tags that the model gives to the verb of an order by mistake.
MISREAD = _words("IN JJ NN NNP RB RP UH VBN")
# What may stand between "have" and its "to": "you have first to pay".
BEFORE_TO = _words("RB RBR UH CC , TO RP")

# Verbs that the model reads as nouns: "The council apologises".
MISREAD_VERBS = _words("apologises apologizes regrets")
# Nouns whose infinitive has the subject of the clause: "we are in a position to refund".
GOVERNING_NOUNS = _words("order position")

QUANTIFIERS = _words("all anything everything nothing something what")

# Words of grammar.
HAVE = _words("'s 've had has have having")
BE = _words("'m 're 's am are be been being get gets getting got is was were")
NOT = _words("n't not nt")
NEGATIONS = _words("cannot n't neither never no nobody nor not nt without")
FUTURE = _words("'ll gonna ll shall will wo")
MODALS = _words("must should can could may might would ought shall 'd")
TO = _words("to")
TEMPORAL = _words("after as before once till until when whenever while")
# After these verbs "as" compares, reports or tells the time: "as you know", "as we agreed", "as I arrived".
AS_NO_REASON = _words("""
    advised agreed allege alleged appears arrive arrived asked assert assured claim claimed confirmed
    described discussed drove entered expect expected explained go know left maintain mentioned moved
    noted outlined passed per planned pointed prescribed promised reached realise reported request
    requested said saw say says see set shown stand stands state stated suggest suggested told
    understand usual walked went written wrote
""")
# "as soon as", "as well as" …
BEFORE_AS = _words("even far just long much same soon such well")
REASONS = _words("because cause cos coz cuz given since")
CONTRASTS = _words("although even though whereas")
SEPARATORS = _words("; : - – —")
# "Under no circumstances open it": three words that forbid what follows.
NEVER_NOUNS = _words("account circumstances circumstance condition conditions event pretext")
NEVER_LENGTH = 3
# "Quit parking there": before a gerund these are orders whatever their tag says.
STOPPING = _words("avoid cease quit stop")
# How many words an opening phrase may have: "in that case, return the shoes".
LONGEST_OPENING = 6
# Past tenses that look like the base form: "remove the card and put it back".
UNCHANGED = _words("put set cut let read hit shut quit cost reset")

# Past forms that are no base form of any verb.
PAST_FORMS = _words("""
    became began bought broke brought came caught chose did drove fell felt forgot found gave got had heard
    held kept knew left lost made meant met misread mistook misunderstood overlooked overwrote paid ran said
    saw sent showed sold spent spoke stood stuck thought told took tore understood went withdrew wore wrote
""")

# "You have to …", "you need to …": full verbs that work as modals when an infinitive follows.
SEMI_MODALS = _words("'ve got gotta had has have need needed needs ought")
# "You are required to …": participles that make an order of an infinitive.
ORDERED = _words("""
    advised asked bound compelled directed expected instructed mandated obligated obliged reminded requested
    required supposed told urged
""")
# "You are able to …" and, before an infinitive, "you are free to …".
ABLE = _words("able allowed entitled free permitted unable welcome")
# Verbs of receiving and perceiving: "you should receive it by Friday" expects, it does not order.
RECEIVED = _words("""
    arrive be begin benefit enjoy expect experience feel find get have hear know notice qualify receive
    recognise recognize see start
""")
# "You must be exhausted": what a guess about the reader's state looks like.
GUESSED = _words("feel find think wonder know wish")
STATES = _words("""
    afraid alarmed angry annoyed anxious asking at baffled busy cold concerned confused delighted desperate
    devastated disappointed distressed drained dreading eager embarrassed excited exhausted fed feeling
    freezing frustrated furious glad going gutted happy heartbroken hoping hungry impatient irritated joking
    keen livid looking mad miserable nervous overwhelmed proud puzzled relieved running sad scared
    shattered shocked sick stressed tearing terrified thinking tired under unhappy upset waiting weary
    wishing wondering worn worried
""")

# Verbs that the small model reads as nouns or names at the start of an order …
IMPERATIVES = _words("""
    abide accept add address adhere allow answer apply approach arrange ask attach avoid back bear bin block
    board book bring buy call cancel change charge chase check choose claim clean clear click close collect
    compare complete comply confirm connect consult contact copy correct count cut deal deduct delete
    describe dial dilute direct disconnect dispose dispute disregard do don't dont download drive drop dry
    e-mail email empty enclose ensure enter escalate exchange expect explain feed file fill find fix follow
    forward get give go hail hand hang head hold hop ignore include inform insert inspect install iron join
    keep leave let lift lock lodge log look mail make measure message move mow note notify open order pack
    park pay peel phone pick place plug pop post prepare present press print produce provide prune pull push
    put query quote raise re-enter reach read reapply rebook reboot recharge reconnect redial refer refill
    refrain register reinsert reinstall release relocate remember remove replace reply report request resend
    reset respond restart resubmit retry return revert review ride ring rinse run save scan schedule screw
    scroll see select sell send set settle shake ship show sign sit soak sort speak squeeze stand start
    state stay steam steer stick stop store submit supply surrender swap switch take talk tap tell text
    tick tighten top transfer trim try turn type uninstall unlock unplug unscrew unsubscribe update upgrade
    upload use vacate verify visit wait wash watch water wipe withdraw write
""")
# … which they are before one of these,
AFTER_IMPERATIVE = _words("""
    a about across additional after again against all along an another any around as at away back before
    both by calling contacting directly down each earlier early emailing every for from further her here him
    how if in inside into it later me my no not of off on one online only our out outside over proof sending
    some sure that the them these this those through to two under until up us via what whatever when with
    within your yourself
""")
# … and after any of these.
BEFORE_IMPERATIVE = _words("""
    " ' ( , - : afterwards again also alternatively always and but do finally first firstly immediately
    instead just kindly lastly never next now or otherwise please pls plz second secondly simply so then
    thereafter third – — “
""")
OPENERS = _words("also do just kindly n't not please simply then")
# What looks like an order at the start of a sentence and is none, always or before some words.
NO_ORDER = _words("""
    am apologies appreciate are assure best bless congratulations found given glad got hope hoping is like
    looking love no noted ok okay pardon promise received recommend refunded regards regret sent sorry
    sounds suggest sure thank thanks thx trust understood want was welcome well were wish wishing yes yours
""")
NO_ORDER_BEFORE = {
    "look": _words("forward"),
    "feel": _words("sad sorry bad terrible awful horrible happy"),
    "request": _words("you u your to"),
    "advise": _words("you u"),
    "speak": _words("soon"),
    "post": _words("that"),
    "do": _words("i they we you"),
    "give": _words("you"),
    "need": _words("to your"),
    "remain": _words("your yours"),
}
