# The public pages in English. Each language is written for itself: say it as an English reader expects it, not as the
# other file says it. A test holds the names of both files together. { $emergency } and the like are filled in.

## On every page

title = Public service
skip = To the content
leave = Leave this site
emergency = Is someone in danger now? Call { $emergency } first.
emergency-after = Reports are not read every minute.
nav-pages = Pages
nav-start = Start
nav-report = Report
nav-mailbox = Your report
nav-statistics = Figures
large-on = Large print
large-off = Normal print
contrast-on = High contrast
contrast-off = Normal contrast
other-language = 中文
footer-keeps = This site sets no cookies, runs no scripts, and does not store where you connect from.

## Start

start-h = Report something that may endanger security
start-lead = For things like an unknown device on a lamp post, a drone over a substation, classified papers in the wrong hands, satellite navigation that fails, somebody inside a plant's network, or signs that an attack is being prepared.
start-button = Write a report
start-guided = One question at a time
start-back = I have reported before
start-minutes = It takes about five minutes. You need no account, and you need not say who you are.

happens-h = What happens with a report
happens-1 = You send it. It is locked away before we tell you that it has arrived.
happens-2 = You get nine words. They are the only way back to your report, so you write them down.
happens-3 = An officer reads it. Urgent reports are read first, the others within a day.
happens-4 = You come back with the nine words when you like. There you see how far it has come, answer questions, add what you forgot, or take it back.

well-h = What helps most
well-1 = What you saw or heard yourself, and what you only heard from others.
well-2 = Where exactly, and when: a street and a number, a lamp post, a time on the clock.
well-3 = What somebody did. Who somebody is, where they come from or what they believe is no reason for a report.
well-4 = Stay away from the thing. Do not touch it, open it or cover it, and do not follow anybody.
well-5 = You need not be sure. A report that turns out to be nothing has no consequences for you.

not-h = What does not belong here
not-lead = We cannot help with these. You will be helped faster here:
not-1 = Noise, quarrels between neighbours, parking: your local authority or the police.
not-2 = A crime that has nothing to do with the security of a place or a system: the police.
not-3 = Waste and pollution: the environmental authority. Wages and safety at work: the labour inspectorate.
not-4 = Corruption: the supervisory authority.

safe-h = If you fear for yourself
safe-1 = Do not use a device or a network that your employer or anybody whom you fear can look into.
safe-2 = What you send is encrypted on its way, but whoever watches your line sees that you visited this site, and how much you sent. If you use the Tor Browser, they see only that you use Tor.
safe-3 = Leave out details that only you could know. Leave out your name unless you want to give it.
safe-4 = “Leave this site” takes you to an ordinary page. It does not delete your browser's history: a private window, closed afterwards, leaves none.

## The form

form-h = Your report
form-note = Only what you saw, heard or found must be filled in.
form-guided-link = One question at a time instead
form-single-link = All on one page instead
who-h = With or without your name?
who-hint = Both are read in the same way. A name is kept apart from the report; { $count } people who are not officers must agree before anybody sees it, and you are told afterwards.
who-anonymous = Without my name
who-named = With my name
name = Your name
phone = Telephone
email = Email
contact-hint = One of them is enough. Leave out what you do not want to give.
what = What did you see, hear or find?
what-hint = In your own words. Say what you know yourself and what you heard from others.
where = Where?
where-hint = Street and number, building, floor, landmark. As exact as you can.
lat = Latitude
lon = Longitude
position-h = Coordinates, if you know them
when-h = When?
from-date = On this day
from-time = At about
to-date = Until, if it went on
to-time = At about
when-hint = Local time at that place.
did = Who did what?
did-hint = What people did and how they looked: number, clothing, vehicle, plate. Not who you think they are.
how = How was it done?
how-hint = Step by step, as far as you saw it.
things = Devices or equipment
things-hint = Size, colour, antennas, labels, make, sound, lights.
papers = Papers or data
papers-hint = Marking, number, how they came into these hands. Do not copy out what is secret.
money = Money
money-hint = Amounts, how often, how paid, accounts or wallets.
more-h = More details, if you have them
files = Files
files-hint = Photos, videos, recordings, documents: up to { $count }, each up to { $size }. A large file can take many minutes: keep this page open until the next one appears. Your words go first and are not lost if a file breaks off.
files-choose = Choose files
files-more = Choose more files
files-none = No files can be sent here.
file-size = { $file } ({ $size })
files-lost = Not taken:
lost-broken = { $file } (broke off on the way)
lost-empty = { $file } (is empty)
lost-many = { $file } (more than { $count } files)
lost-large = { $file } (larger than { $size })
lost-room = { $file } (no room for files at the moment)
lost-undecided = { $file } (something is to be decided about it first)
lost-not-asked = { $file } (not sent yet)
lost-gone = { $file } (waited here too long)
send = Send the report
mistakes = Nobody is blamed for an honest mistake.
continue = Continue
back = Back
step = Step { $at } of { $of }

## Check before sending

check-h = Check your answers
check-lead = Nothing has been sent to an officer yet.
change = Change
change-what = Change: { $what }
not-given = not given
hints-h = Before you send it
hints-lead = We noticed something that could give you away. You decide.
hint-contact = There seems to be a telephone number, an email address or an account in your text: “{ $what }”. You are reporting without your name.
hint-few = Perhaps only a few people could know this: “{ $what }”.
hint-change = To change your words, choose “Change” beside that answer below.
hint-position = { $file } contains the place where it was taken.
hint-position-maybe = { $file } may contain the place where it was taken.
hint-maker = { $file } may hold the name of whoever made it, or of the device.
hint-cannot = We cannot remove it from this kind of file.
hint-screenshot = We cannot remove it from this kind of file; a screenshot of the picture does not hold it.
choose-clean = Remove these details and send the picture
choose-keep = Send the file as it is
choose-drop = Leave this file out
send-as-is = Send it as it is

## The receipt

receipt-h = Your report has arrived
receipt-lead = Write down these nine words, in this order. They are the only way back to your report: nobody can give them to you again.
receipt-other = The same in Chinese; either works
receipt-1 = On paper, somewhere only you look. Not as a photo, not in a message to yourself.
receipt-2 = Come back in a few days: open “Your report” on this site and type the words.
receipt-3 = Whoever has the words can read what you wrote here.
receipt-print = Printed, this page takes half a sheet. Do not print it at work.
receipt-at = Received on { $when }.
receipt-until = Kept until { $date } if nothing is decided before.
receipt-next = An officer reads it: urgent reports first, the others within a day. If something is unclear, you will find a question under “Your report”.
proof-h = Proof that we received it
proof-lead = A signed note. It says nothing of what you wrote. It lets you show later that your report was here on this day. You do not need it. Keep it only where nobody else looks.
receipt-changed = An earlier version of this report had arrived already. What you wrote now was added to it; both can be read with these words.
receipt-again = This is the same report as before, and these are the same words. Nothing was sent twice.
receipt-lost-files = Your words arrived. These files did not: { $files }. You can add them under “Your report”.
receipt-done = I have written them down

## The mailbox

mailbox-h = Your report
mailbox-lead = Type your nine words. Small or capital letters, commas or spaces do not matter.
mailbox-words = Nine words
mailbox-open = Open
mailbox-aside = What you sent says who somebody is, and not what they did. Nothing follows from that, and it is destroyed early. If somebody did something, please say below what, when and where: then it is read like any other report.
mailbox-no-account = The words are sent encrypted and appear in no address and no history.
status-received = Received. There is no answer yet.
status-in_hand = An officer is working on it.
status-closed = Decided.
status-withdrawn = You have taken this report back. It is hidden, and will be destroyed within a day.
questions-h = Questions for you
answer = Your answer
answer-send = Send the answer
messages-h = Messages
from-you = You, { $when }
from-desk = The desk, { $when }
amend-h = Add or correct something
amend = What would you like to add or correct?
amend-hint = What you sent first stays as it is; this stands beside it.
amend-send = Send the addition
message = Message to the desk
message-send = Send the message
file-add-h = Add files
file-add-hint = Up to { $count } in all, each up to { $size }.
file-send = Send the files
files-h = Files
file-download = Download
withdraw-h = Take the report back
withdraw-lead = The desk can no longer see it from that moment. It is destroyed within { $hours } hours; only the number of withdrawn reports is kept. This cannot be undone.
withdraw-button = Take it back
withdraw-sure-h = Take this report back?
withdraw-yes = Yes, take it back
withdraw-no = No, keep it
proof-pending = The public proof is ready tomorrow. Until then this signed note is your proof.
proof-download = Download the proof
page-of = Page { $at } of { $of }
newer = Newer
older = Older
sent-message = Your message has been sent.
sent-answer = Your answer has been sent.
sent-amendment = What you added has been sent.
sent-file = Your files have arrived.
close-mailbox = Close

## Figures

statistics-h = Figures
statistics-none = None yet. Figures appear here once there are enough reports that no single one can be recognised.

## When something goes wrong

error-title = Please check the following
error-lead = Nothing is lost: what you typed is still here.
error-404-h = This page does not exist
error-404 = The address may be mistyped. From the start page everything can be reached.
error-405 = This page cannot be used in this way. Start again from the start page.
error-busy-h = This service is very busy just now
error-busy = Nothing was sent. Do not go back. Wait { $seconds } seconds, then reload this page; if your browser asks whether to send the form again, agree.
wait-again = This page cannot be opened just now. You need not do anything: it tries again by itself after { $seconds } seconds or a little more.
wait-now = Try now
wait-nothing-sent = Nothing was sent. As long as you leave this page open, your browser still has what you typed.
wait-reload = Wait { $seconds } seconds, then reload this page. If your browser asks whether to send the form again, agree. Do not go back: the form may be empty there.
error-away-h = The service cannot store anything just now
error-away = Nothing was sent. Do not go back. Leave this page open and reload it in a few minutes; if your browser asks whether to send the form again, agree. If it cannot wait, call { $emergency }.
error-internal-h = Something failed on our side
error-internal = Nothing was sent. Do not go back. Leave this page open and reload it in a few minutes; if your browser asks whether to send the form again, agree. If it happens again, name this number to whoever runs this service: { $reference }
error-large-h = That was too large
error-large = Together, text and files may be { $size } at most. Nothing was sent.
error-slow-h = It did not arrive in time
error-slow = The connection was too slow or broke off, and nothing was taken. What arrived is below. If something is missing there, reload this page and agree to send the form again.
error-form-h = This form is too old
error-form = It was opened too long ago, or in another window. Nothing was sent. What you typed is below; check it and send it again.
error-cross-h = This form was sent from another site
error-cross = For your protection it was not taken. Open the form here and type it yourself.
error-names = Names cannot be kept safely here at the moment. Send the report without your name, or come back later.
error-mailbox-old = This page was open too long, and nothing was sent. Type your nine words again: what you wrote will be in its box, ready to send.
error-mailbox-full = There is no room for more messages in this mailbox. Please write a new report.
error-unknown-receipt = There is no report for these words, or it is no longer kept.
error-date = Give the day too, or leave the time out. Without a calendar, write it like 2026-11-22.
error-time = Write the time as hours and minutes, for example 23:05.
error-number = Write a number with a decimal point, for example 44.9012.
error-who = Choose one of the two.
error-contact = Give at least one way to reach you, or report without your name.
error-file-choice = { $file }: choose what to do with it.
error-file-clean = { $file }: the details could not be removed. Choose what to do with it.
error-lost-file-h = This file cannot be given back
error-lost-file = It was lost or damaged on our side. The rest of your report is not affected. If you still have the file, send it once more. If you ask whoever runs this service, name this number: { $reference }
error-gzip-h = This browser cannot take the file
error-gzip = Files are sent packed (gzip), so that nobody on the line sees how long they are, and this browser does not take that. Use a current browser, for example the Tor Browser.
