"""Forms that no rule derives. The first of each line is the base form."""

_LINES = """
be am is are was were been being
have has had having
do does did done doing
go goes went gone
say said
get got gotten
make made
know knew known
think thought
take took taken
see saw seen
come came
find found
give gave given
tell told
become became
leave left
feel felt
bring brought
begin began begun
keep kept
hold held
write wrote written
stand stood
hear heard
mean meant
meet met
pay paid
sit sat
speak spoke spoken
lead led
grow grew grown
lose lost
fall fell fallen
send sent
build built
understand understood
draw drew drawn
break broke broken
spend spent
rise rose risen
drive drove driven
buy bought
wear wore worn
choose chose chosen
throw threw thrown
win won
sell sold
teach taught
catch caught
fly flew flown
steal stole stolen
freeze froze frozen
forget forgot forgotten
hide hid hidden
eat ate eaten
drink drank drunk
sleep slept
swim swam swum
sing sang sung
ring rang rung
run ran
shake shook shaken
shoot shot
sink sank sunk
slide slid
stick stuck
strike struck
swear swore sworn
tear tore torn
wake woke woken
withdraw withdrew withdrawn
overdraw overdrew overdrawn
lend lent
deal dealt
dig dug
feed fed
fight fought
forbid forbade forbidden
forgive forgave forgiven
hang hung
light lit
ride rode ridden
seek sought
shine shone
show shown
bite bit bitten
blow blew blown
bend bent
bind bound
breed bred
creep crept
bleed bled
flee fled
lay laid
lie lay lain
spin spun
spring sprang sprung
sweep swept
swing swung
weep wept
wind wound
undergo underwent undergone
undo undid undone
mistake mistook mistaken
man men
woman women
child children
foot feet
tooth teeth
goose geese
mouse mice
life lives
wife wives
knife knives
leaf leaves
half halves
self selves
thief thieves
analysis analyses
crisis crises
index indices
""".strip()

# A later line does not take a form from an earlier one: "found" is of "find".
IRREGULAR: dict[str, str] = {}
for _line in _LINES.splitlines():
    _base, *_forms = _line.split()
    for _form in _forms:
        IRREGULAR.setdefault(_form, _base)
