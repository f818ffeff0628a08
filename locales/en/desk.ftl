# The console in English, for people who work at it all day: nouns and figures. Each language is written for itself. A test
# holds the names of both files together.

## Everywhere

title = Desk
skip = To the content
nav-pages = Pages
nav-queue = Queue
nav-enter = Take down
nav-log = Log
nav-people = People
nav-settings = Settings
sign-out = Sign out
go-back = Back to the desk
kept-h = What you typed
kept-lead = Nothing of this was sent. Copy it before you go on.

## Times

time-now = now
time-min-ago = { $n } min ago
time-h-ago = { $n } h ago
time-d-ago = { $n } d ago
time-in-min = in { $n } min
time-in-h = in { $n } h
time-in-d = in { $n } d

## What does not go

trouble-h = That did not work
trouble-cross-site = This did not come from a page of the desk, so nothing was done. Open the desk and do it there.
trouble-not-here = There is nothing here (any more). A report that was taken back or whose time is over is gone from the desk.
trouble-not-allowed = Nothing was done: { $why }.
trouble-claimed = Somebody else works on this report, so nothing was sent. Take it over first if you must.
trouble-too-large = This is longer than it may be here. Nothing was taken.
trouble-other-host = This desk is not reached by this name. Use the address that you were given for it.
trouble-away = The database or the log cannot be reached just now. Nothing was done; try again in a moment.
trouble-full = Storage is full. Nothing was taken; tell whoever runs this installation.
trouble-signed-out = Your session is over. Sign in again; nothing was done.
trouble-key-gone = You were never given the key of that month. Somebody who holds it can open this.
trouble-not-copied = No copy can be made of this file: it is not whole, or not what its name says. It can be taken out as it was sent.
trouble-file-gone = This file is not there any more, or it is damaged. That is noted for whoever runs this installation.
trouble-ours = A fault of this program. Nothing was done. Whoever runs this installation finds the cause under number { $reference }.

## Signing in

login-h = Sign in
login-name = Name
login-password = Password
login-code = Code
login-code-hint = Six digits from your authenticator app.
login-go = Sign in
login-wrong = Name, password and code do not fit together. A code can be used once.
login-forgotten = Password forgotten, or phone lost? Two others let you in again: ask them.

welcome-h = Signed in
welcome-failed = Before this, somebody failed to sign in with your name { $n } times. If that was not you, tell the others and change your password.
enrol-h = Enrol your authenticator
enrol-lead = Your password is right, and no authenticator belongs to your name yet. From now on you sign in with both.
authenticator-h = Authenticator app
authenticator-lead = Scan this with an authenticator app on your telephone, then type the six digits that it shows.
authenticator-by-hand = Or type this into the app:
authenticator-code-hint = The six digits that the app shows now.
password-new = New password
password-again = The same again
password-hint = At least 12 characters. Several words that you remember are better than signs that you do not.
password-short = The password is shorter than 12 characters.
password-differs = The two passwords are not the same. Nothing was changed.
setup-h = Set up your access
setup-lead = You were given a link. Choose a password, scan the code, and you are in.
setup-account = desk
setup-link = Your link
setup-link-hint = The whole link, or what stands behind its #.
setup-no-link = This is not a set-up link. Copy all of it.
setup-wrong = The link was used already or is not whole, or the code is not the one of now. Nothing was changed.
setup-go = Set up
step-up-h = Once more
step-up-lead = What you want to do takes your password and a code once more. Then do it again; it is good for some minutes.
step-up-go = Go on
recover-h = Let me in again
recover-lead = Two others let you in: for an officer, another officer or a custodian and an overseer; for a custodian, other custodians. Ask here, then call them.
recover-ask = Ask
recover-words-lead = Call two who know your voice, and read them these four words. They see the same words beside your name and agree only if they are the same. Stay with this browser.
recover-agreed = { $agreed } of { $needed } have agreed.
recover-look = Look again
recover-finish = Let me in
recover-give-up = Give up this request
trouble-step-up = This takes your password and a code once more. Nothing was done.
trouble-too-often = Too many tries. Wait { $seconds } seconds.

## Keys

keys-h = Keys
key-next = Next report
key-previous = Report before it
key-open = Open it
key-beside = Next report beside it
key-claim = Take it on, or hand it back
key-reply = Write to the reporter
key-question = Ask the reporter
key-decide = Close it, or open it again
key-level = Now, today, routine, none
key-search = Search
key-print = Print
key-queue = Back to the queue
key-close = Close what is open
key-help = These keys

## Queue

queue-count = { $shown } shown of { $open } open
queue-none-so = No open report is like that.
queue-empty = No report is open. New ones appear here by themselves.
queue-more = More
search-nothing = There is no word in this to search for.
search-too-short = One character alone is not searched for. Give two or more that stand together.
search-too-many = More than eight words. Leave some out.
search-too-long = Longer than 200 characters. Leave some out.
search-none = No open report has these words.
search-none-all = No report has these words, open or closed.
search-none-yet = None among those looked through so far. “More” goes on with older ones.
search-count-all = { $shown } shown, closed ones among them
search-closed-words = Closed reports are found by words alone: type some. Shown are the open ones.
search-step-up = Those of older months open once you have typed your password and a code again.
search-incomplete = The index is still being read after a start: reports may be missing here.
search-unopened = { $n } more may have these words; they are of months that are not open to you now.
row-due = due { $when }
late-h = { $n } h overdue
late-d = { $n } d overdue
row-wrote = wrote
row-named = named
row-in-hand = in hand
row-yours = you
row-waiting = being read
row-people = not read by the program
row-not-yours = of a month that you have no key for
row-damaged = does not open: it was changed in the database
row-no-place = no place given
filter-words = Words
filter-level = How soon
filter-lang = Language
filter-status = Standing
filter-about = About
filter-whose = Whose
filter-wrote = reporter wrote
filter-all = all
filter-mine = mine
filter-nobodys = nobody's
filter-go = Show
filter-closed = closed ones too
live-lost = Not live just now: the connection is gone, or you are signed out. Reload the page.

## Words for what is decided

level-now = Now
level-unjudged = New
level-today = Today
level-routine = Routine
level-none = None
status-received = received
status-in_hand = in hand
status-closed = closed
status-withdrawn = taken back
conduct-INTRSN = Intrusion into a place
conduct-MISREP = False papers or pretexts
conduct-THEFT = Theft or loss
conduct-SABOT = Sabotage, interference
conduct-CYBER = Attack on a network
conduct-THREAT = Threat
conduct-AVIATION = Drones, aircraft
conduct-ELICIT = Eliciting information
conduct-TESTSEC = Testing security
conduct-RECRUT = Recruiting, financing
conduct-PHOTO = Unusual photographing
conduct-SURVL = Observation of a place
conduct-MATRLS = Unusual materials
conduct-EXPERT = Acquiring expertise
conduct-WPNS = Weapons
conduct-SECTOR = Matter of one sector
outcome-solved = Solved
outcome-passed_on = Passed on to those whose matter it is
outcome-nothing_found = Looked into, nothing found
outcome-same_as_another = Same as another report
outcome-other_door = Not our matter; the reporter was told whose it is
outcome-not_enough = Cannot be looked into as it stands
role-clerk = Clerk
role-officer = Officer
role-custodian = Custodian
role-administrator = Administrator
role-overseer = Overseer
language-en = English
language-zh = Chinese
language-und = no words
language-other = other

## A report

report-title = Report
report-h = Report
report-back = Queue
report-accepted = accepted
report-kept = kept until
report-named = name with the custodians
report-print = Print
report-text = What was sent
report-whole = Show all of it
claim-yours = You work on it.
claim-back = Hand back
claim-theirs = { $name } works on it.
claim-over = Take over
claim-take = Take it on
level-set = How soon
about-set = About
about-none = not said
about-go = Set
fact-place = Where
fact-position = Position (WGS 84)
fact-from = When
fact-to = Until
fact-if-here = { $written } (no zone given; if it is the desk's: { $utc })
fact-channel = Came by
fact-received = First received
fact-source = Source
fact-category = Category given
channel-web = web
channel-api = API
channel-import = import
channel-phone = telephone
channel-counter = counter
channel-letter = letter
found-h = What the program found
found-none = Nothing yet, or it was left to people.
found-language = Language
found-length = Length
found-sure = { $what }, { $percent } of 100 sure
found-characters = { $n } characters
history-h = History
files-h = Files
files-warning = As they were sent: nobody has looked into them, and they may harm your computer or name the reporter. Take one out only where that does no harm. Each time is in the log.
file-from-desk = from the desk
file-from-reporter = from the reporter
file-cleaned = copied without traces of its making
file-take = Take this file out
file-why = Why? It goes into the log.
file-go = Take out as it was sent
file-copy = Take out a copy without traces
file-copy-hint = The copy shows the same picture, without where, when and with what it was made, and without what may hide behind it.
messages-h = Messages
messages-none = Nothing was said since.
messages-new = Something came to a mailbox of this report since the desk last did something.
messages-seen = Seen
message-desk = Desk
message-reporter = Reporter
message-question = question
message-answer = answer
message-answers = answer to question { $number }
message-amendment = amendment
reply-label = To the reporter
reply-hint = Plain words, one question each. The reporter reads this with the nine words, and nobody knows when.
reply-question = It is a question
reply-go = Send
replies-h = Written beforehand
replies-use = Use this
decide-h = Close this report
decide-reopen = Open this report again
decide-outcome = How it ended
decide-choose = Choose
decide-why = Why
decide-why-hint = For the log, not for the reporter.
decide-message = To the reporter
decide-message-hint = What became of it, as far as you may say. It can be left empty.
decide-go = Close
decide-reopen-go = Open again
print-hint = Print it with your browser. That it was opened to be printed is in the log.
print-by = Printed by { $name }

## Replies that are written beforehand

reply-thanks-title = Thank you
reply-thanks = Thank you for writing. We have read your report and are looking into it. You need do nothing more; please look in here again in a few days, in case we have a question.
reply-where-title = Where exactly
reply-where = Where exactly was it? A street and a number, the number of a lamp post, or what stands next to it helps us most. If you do not know, write that.
reply-when-title = When exactly
reply-when = When did you see it, by the clock, and for how long? Was it there before, or has it been there since? About is good enough, if you say that it is about.
reply-what-title = What was done
reply-what = What exactly did you see being done? Please keep apart what you saw yourself and what others told you.
reply-photo-title = A picture
reply-photo = If you have a picture already, you can add it here. Do not go back for one, and do not go nearer.
reply-stay-away-title = Stay away
reply-stay-away = Please keep away from it. Do not touch it, open it or cover it. If somebody is in danger, call { $emergency } now.
reply-other-door-title = Another door
reply-other-door = This is not a matter that we can look into, and we are sorry to send you on. Your local police or authority can. What you wrote stays with us, sealed, and is removed when its time is over.
reply-closed-title = Looked into
reply-closed = We have looked into what you reported, and close it with thanks. You were right to write: a report that turns out to be harmless has no consequences for you.

## Taking down

enter-h = Take a report down
enter-lead = For what is said at the counter or comes as a letter. It is sealed like every other report; you print the receipt for whoever brought it.
enter-mend = Please mend this
enter-channel = How it came
enter-text = What happened
enter-text-hint = In the reporter's own words, in their own language. Leave out names unless they matter for what happened.
enter-lang = Language
enter-lang-any = not stated
enter-place = Where
enter-lat = Latitude
enter-lon = Longitude
enter-from = When
enter-to = Until
enter-time-hint = Like 2026-11-22 or 2026-11-22 03:10.
enter-named = With a name
enter-named-hint = Only if the reporter wants to give it. Two custodians together can open it, and nobody at this desk.
enter-name = Name
enter-phone = Telephone
enter-email = E-mail
enter-no-custodians = Too few custodians have completed their set-up to keep a name. Take the report down without one.
enter-old-form = This form was not one of ours, or is too old. Nothing was taken down; send it again.
enter-taken = This form was taken down before, with other words. Send it again, and it is another report.
enter-go = Seal it
entered-h = It has been taken down
entered-lead = Print this page now and give it to the reporter. It is shown once; nobody here can find it again.
entered-what = These nine words lead to the answers to your report, on the pages of this hotline. Keep them where nobody finds them. Mistakes are not punished.
entered-kept = Kept until { $date } if nothing is decided.
entered-next = Take down the next

## Log

log-h = Log
log-lead = Who did what, the newest first. Every page of it is checked here, in your browser, against the signature of this installation.
log-working = Being checked …
log-no-script = Without scripts this page cannot check the log. `tipline log verify` does.
log-good = The log has {"{"}size{"}"} entries under a head with a good signature. It continues the one of {"{"}before{"}"} entries that this browser saw before: nothing was taken out or changed. {"{"}proved{"}"} of {"{"}shown{"}"} entries on this page are proved.
log-first = The log has {"{"}size{"}"} entries under a head with a good signature. This browser sees it for the first time and remembers it. {"{"}proved{"}"} of {"{"}shown{"}"} entries on this page are proved.
log-bad = the log does not continue the one of {"{"}size{"}"} entries that this browser saw before. Something was taken out or changed. Tell an overseer, and keep this browser as it is.
log-other-key = This log is signed with another key than the one this browser knows from here. Either this is a new installation, or somebody shows you a log of their own. Ask whoever runs it before you go on.
log-accept = It is a new installation: forget the old key
log-missing = Missing here: entries {"{"}from{"}"} to {"{"}to{"}"}. The page leaves them out, though the log has them.
log-cannot = The log could not be checked:
log-position = No.
log-when = When
log-who = Who
log-what = What
log-why = Why
log-proof = Proof
log-over = its time is over; the leaf is kept
log-changed = changed or taken out: this is not the entry that was signed
log-closed = sealed to others, or padding
log-earlier = Earlier entries
deed-accepted = report accepted
deed-followed_up = taken back
deed-listed = looked at the queue
deed-opened = opened a report
deed-file_opened = took a file out
deed-searched = searched
deed-searched_all = searched, closed ones too
deed-replied = wrote to the reporter
deed-claimed = claim
deed-decided = decided
deed-log_read = read the log
deed-entered = took a report down
deed-identity_unsealed = name opened
deed-person_changed = person changed
deed-circle_key_made = new keys made
deed-destroyed = reports destroyed
deed-key_destroyed = key destroyed
deed-backed_up = backup taken
deed-restored = restored
deed-keyring_exported = keyring exported
deed-signed_in = signed in
deed-signed_out = signed out
deed-stepped_up = password and code once more
deed-session_ended = session ended
deed-sign_in_failed = sign-in failed
deed-recovery_asked = recovery asked for
deed-recovery_agreed = agreed to a recovery
deed-recovered = let in again
deed-links_shown = set-up links shown

why-queue = from the queue
why-looked = the queue
why-print = to print it
why-whole = the whole text
why-work = at work on it
why-claimed = taken on
why-took-over = taken over
why-handed-back = handed back
why-seen = read what the reporter wrote
why-read = read
why-sent-file = sent a file
why-and = { $what }: { $why }
why-between = {", "}
why-level = level “{ $level }”
why-about = about “{ $conduct }”
why-about-nothing = about nothing of the list
why-closed = closed ({ $outcome })
why-file-as-sent = file { $number }, as it was sent
why-file-copied = file { $number }, a copy without traces

## People

people-h = People
people-name = Name
people-role = Role
people-state = State
people-do = What you can do
people-you = (you)
people-admit = Admit
people-relink = New link
people-disable = Shut out
people-add-h = Add somebody
people-add = Add
people-added = { $name } was added. They use the link once, then somebody of their role admits them.
people-admitted = { $name } is admitted.
people-agreed = You agreed. Another custodian is needed for { $name }.
people-disabled = { $name } is shut out.
people-relinked = { $name } is shut out until they have used the new link and were admitted again.
people-link = Give this to them, and to nobody else, by a way that nobody reads. It is shown this once.
state-awaits-link = has not used the link
state-awaits-admission = waits to be admitted
state-link-unused = active, link unused
state-active = active
state-disabled = shut out

people-recovery-h = Asks to be let in again
people-recovery-lead = Call them, or be called by a voice that you know, and have the four words read to you. Agree only if they are the same. Whoever asks with other words is somebody else.
people-recovery-so-far = { $agreed } of { $needed } have agreed: { $who }
people-recovery-agree = The words are the same: let them in
people-recovery-not-you = It takes somebody else: you hold no part of their key, or the same as one who agreed.
people-recovery-agreed = You agreed to let { $name } in. It takes another one.
people-recovered = Enough have agreed: { $name } can choose a new password now.
people-password-h = Your password
people-password-change = Change it
people-password-lead = You are signed out everywhere and sign in with the new one.
people-password-go = Change
people-password-changed = Your password was changed. Sign in with the new one.

## Settings

settings-h = Settings
settings-lead = Every setting as it is in use. They are changed in the file that the program is started with.
settings-key = Setting
settings-value = Value
settings-from = From
settings-about = What it means
settings-file = line { $line } of the file (by default { $default })
settings-default = default
