# 公开页面的中文。中英文各自成文：按中文读者的习惯写，不照着另一份翻。两份文件的条目名由测试核对。
# { $emergency } 之类由程序填入。

## 每一页

title = 公共服务
skip = 跳到正文
leave = 离开本站
emergency = 眼下有人身危险？请先拨打 { $emergency }。
emergency-after = 这里不是每分钟都有人看。
nav-pages = 页面导航
nav-start = 首页
nav-report = 反映情况
nav-mailbox = 回复与进展
nav-statistics = 统计
large-on = 大字
large-off = 标准字号
contrast-on = 高对比度
contrast-off = 标准对比度
other-language = English
footer-keeps = 本站不用 Cookie，不运行脚本，也不记录您的上网地址（IP）。

## 首页

start-h = 发现可能危害安全的情况，请告诉我们
start-lead = 比如：灯杆上多出来的不明装置，变电站上空的无人机，流到外面的涉密文件，卫星导航突然失灵，有人侵入工厂的网络，或者有人像是在准备袭击。
start-button = 填写线索
start-guided = 一步一步填写
start-back = 我以前反映过
start-minutes = 大约需要五分钟。不用注册，也可以不留姓名。

happens-h = 您反映之后
happens-1 = 您提交线索。我们先加密存好，再告诉您已经收到。
happens-2 = 您会拿到九个字的查询码。以后只能凭它查看，请抄下来。
happens-3 = 值班人员会看。紧急的先看，其他的一天之内看。
happens-4 = 您可以随时凭查询码回来：看进展、回答问题、补充遗漏，或者把线索撤回。

well-h = 怎样写最有用
well-1 = 哪些是您亲眼看到、亲耳听到的，哪些是听别人说的，请分开写。
well-2 = 地点和时间越具体越好：哪条路多少号、哪根灯杆、几点几分。
well-3 = 写有人做了什么。一个人是谁、是哪里人、信什么，都不是线索。
well-4 = 离可疑物品远一点，不碰、不拆、不遮盖，也不要跟踪任何人。
well-5 = 不必有十足的把握。查下来没有事，也不会追究您。

not-h = 哪些情况不归这里管
not-lead = 下面这些我们处理不了，找对地方更快：
not-1 = 噪音、邻里纠纷、乱停车：请找街道、社区或派出所。
not-2 = 与场所、系统安全无关的案件：请报警。
not-3 = 垃圾、污染：请找生态环境部门。欠薪、工地安全：请找劳动保障或应急管理部门。
not-4 = 贪污受贿：请找纪检监察机关。

safe-h = 如果您有顾虑
safe-1 = 不要用单位的设备和网络，也不要用您担心的人能查看的设备和网络。
safe-2 = 您提交的内容在路上是加密的，但监视您线路的人能看出您来过本站、发送了多少内容。用 Tor 浏览器访问，对方只能看出您在用 Tor。
safe-3 = 只有您才知道的细节可以不写；不想留名，就不要写姓名。
safe-4 = “离开本站”会转到一个普通网页，但不会清除浏览记录。用无痕窗口打开、看完关掉，就不会留下记录。

## 填写

form-h = 填写线索
form-note = 只有“看到、听到或发现了什么”这一项必须填。
form-guided-link = 改为一步一步填写
form-single-link = 改为在一页上填写
who-h = 匿名还是实名？
who-hint = 两种方式同样受理。姓名与线索分开保管，须 { $count } 名不办案的保管人同意才能查看，查看之后会告诉您。
who-anonymous = 匿名
who-named = 实名
name = 姓名
phone = 电话
email = 电子邮箱
contact-hint = 填一样就够，不想留的可以不填。
what = 您看到、听到或发现了什么？
what-hint = 用您自己的话写。亲身经历的和听说的，请分开说。
where = 在什么地方？
where-hint = 路名门牌、楼栋楼层、附近的标志物，越具体越好。
lat = 纬度
lon = 经度
position-h = 知道坐标的话
when-h = 什么时候？
from-date = 日期
from-time = 大约几点
to-date = 如果持续了一段时间，到哪天
to-time = 大约几点
when-hint = 按当地时间填写。
did = 什么人做了什么？
did-hint = 写他们的举动和样子：几个人、穿什么、开什么车、车牌号。不必猜他们是什么人。
how = 怎么做的？
how-hint = 看到几步写几步。
things = 设备或装置
things-hint = 大小、颜色、天线、标签、牌子、声音、灯光。
papers = 文件或数据
papers-hint = 密级标志、编号、怎么到了这些人手里。涉密内容本身请不要抄写。
money = 钱款
money-hint = 金额、次数、付款方式、账号或钱包地址。
more-h = 其他细节（知道的话）
files = 材料
files-hint = 照片、视频、录音、文件都可以，最多 { $count } 份，每份不超过 { $size }。文件大时要传几分钟甚至更久，请不要关掉本页，等下一页出现。文字先传，材料中断也不会丢。
files-choose = 选择材料
files-more = 继续添加材料
files-none = 这里不能上传材料。
file-size = { $file }（{ $size }）
files-lost = 没有收到：
lost-broken = { $file }（中途断开）
lost-empty = { $file }（空文件）
lost-many = { $file }（超过 { $count } 份）
lost-large = { $file }（超过 { $size }）
lost-room = { $file }（暂时没有存放空间）
lost-undecided = { $file }（要先由您选择怎么处理）
lost-not-asked = { $file }（还没有提交）
lost-gone = { $file }（搁置过久，已删除）
send = 提交线索
mistakes = 如实反映即可，无意写错不会追究。
continue = 下一步
back = 上一步
step = 第 { $at } 步，共 { $of } 步

## 提交之前

check-h = 请核对一遍
check-lead = 现在还没有提交给值班人员。
change = 修改
change-what = 修改：{ $what }
not-given = 未填
hints-h = 提交之前，请看一下
hints-lead = 下面这些地方可能暴露您的身份，由您决定怎么办。
hint-contact = 内容里好像有电话、邮箱或账号：“{ $what }”。您现在是匿名反映。
hint-few = “{ $what }”：知道这一点的人可能不多。
hint-change = 要改内容，请点下面那一项旁边的“修改”。
hint-position = { $file } 里带有拍摄位置。
hint-position-maybe = { $file } 里可能带有拍摄位置。
hint-maker = { $file } 里可能带有作者姓名或设备名称。
hint-cannot = 这种格式我们去不掉。
hint-screenshot = 这种格式我们去不掉，改用截图就不会带上。
choose-clean = 去掉这些信息，再提交照片
choose-keep = 这份材料原样提交
choose-drop = 不提交这份材料
send-as-is = 就这样提交

## 查询码

receipt-h = 您的线索已收到
receipt-lead = 请按顺序抄下这九个字。以后只能凭它查看，遗失后无法找回。
receipt-other = 对应的英文词，两种都能用
receipt-1 = 抄在纸上，放在只有您看得到的地方。不要拍照，也不要发给自己。
receipt-2 = 过几天回来看看：在本站点“回复与进展”，输入查询码。
receipt-3 = 谁拿到查询码，谁就能看到您在这里写的内容。
receipt-print = 打印本页只占半张纸。不要在单位打印。
receipt-at = 收到时间：{ $when }。
receipt-until = 如果一直没有结论，保存至{ $date }。
receipt-next = 值班人员会看，紧急的先看，其他的一天之内看。有不清楚的地方，会在“回复与进展”里向您提问。
proof-h = 收到凭证
proof-lead = 这是一份带签名的凭证，里面没有您写的内容。以后可以用它证明：这一天您的线索已经在这里。不保存也没有关系。要保存，请放在别人看不到的地方。
receipt-changed = 这份线索之前的内容已经收到。您这次写的已作为补充附上，凭查询码可以看到全部内容。
receipt-again = 这就是刚才那份线索，查询码也没有变。没有重复提交。
receipt-lost-files = 您写的内容已经收到，以下材料没有收到：{ $files }。可以在“回复与进展”里补传。
receipt-done = 我已经抄好

## 回复与进展

mailbox-h = 回复与进展
mailbox-lead = 请输入九个字的查询码。用中文或英文都可以，中间有没有空格、逗号都行。
mailbox-words = 查询码（九个字）
mailbox-open = 查看
mailbox-aside = 您发来的内容只说某人是什么人，没有说他做了什么。仅凭这些不会有任何处理，并将提前销毁。如果有人做了什么，请在下面写明做了什么、什么时候、在哪里，我们会像对待其他线索一样阅读。
mailbox-no-account = 查询码加密发送，不会出现在网址和浏览记录里。
status-received = 已收到，暂时还没有答复。
status-in_hand = 值班人员正在处理。
status-closed = 已有结论。
status-withdrawn = 您已撤回这份线索。现在谁也看不到，一天之内销毁。
questions-h = 需要请您回答
answer = 您的回答
answer-send = 发送回答
messages-h = 往来消息
from-you = 您，{ $when }
from-desk = 受理台，{ $when }
amend-h = 补充或更正
amend = 您想补充或更正什么？
amend-hint = 您最先提交的内容保持原样，补充的放在旁边。
amend-send = 提交补充
message = 给受理台留言
message-send = 发送留言
file-add-h = 补充材料
file-add-hint = 前后合计最多 { $count } 份，每份不超过 { $size }。
file-send = 提交材料
files-h = 材料
file-download = 下载
withdraw-h = 撤回线索
withdraw-lead = 撤回后，受理台马上看不到，{ $hours } 小时内销毁，只在统计中计一个数。撤回后不能恢复。
withdraw-button = 撤回
withdraw-sure-h = 确定撤回这份线索吗？
withdraw-yes = 确定撤回
withdraw-no = 不撤回
proof-pending = 明天起可以下载公开凭证。在此之前，这份带签名的凭证就是证明。
proof-download = 下载凭证
page-of = 第 { $at } 页，共 { $of } 页
newer = 较新
older = 较早
sent-message = 留言已发送。
sent-answer = 回答已发送。
sent-amendment = 补充内容已提交。
sent-file = 材料已收到。
close-mailbox = 关闭

## 统计

statistics-h = 统计
statistics-none = 暂无数据。等数量多到无法从中认出任何一份线索时，这里才会公布。

## 出错时

error-title = 请检查以下内容
error-lead = 您填的内容都还在。
error-404-h = 没有这个页面
error-404 = 网址可能输错了。从首页可以找到所有页面。
error-405 = 这个页面不能这样打开。请从首页重新进入。
error-busy-h = 现在访问的人太多
error-busy = 还没有提交。请不要返回上一页。等 { $seconds } 秒后刷新本页；浏览器问是否重新提交表单时，请确认。
wait-again = 现在暂时打不开。您不用操作，大约 { $seconds } 秒后，本页会自动再试。
wait-now = 现在就试
wait-nothing-sent = 还没有提交。只要不关掉这一页，您填的内容就还在浏览器里。
wait-reload = 请等 { $seconds } 秒，再刷新本页；浏览器问是否重新提交表单时，请确认。请不要返回上一页，那里填过的内容可能已经不在。
error-away-h = 现在暂时无法保存
error-away = 还没有提交。请不要返回上一页，也不要关掉本页。过几分钟刷新本页；浏览器问是否重新提交表单时，请确认。等不及的话，请拨打 { $emergency }。
error-internal-h = 我们这边出了问题
error-internal = 还没有提交。请不要返回上一页，也不要关掉本页。过几分钟刷新本页；浏览器问是否重新提交表单时，请确认。如果还不行，请把这个编号告诉本站的管理单位：{ $reference }
error-large-h = 内容太大
error-large = 文字和材料合计不能超过 { $size }。还没有提交。
error-slow-h = 没有传完
error-slow = 网络太慢或中途断开，没有收存。已传到的内容在下面；如有缺失，请刷新本页并确认重新提交。
error-form-h = 这张表打开太久了
error-form = 打开的时间太长，或者在另一个窗口里打开过。还没有提交。您填的内容在下面，请核对后再提交。
error-cross-h = 这张表是从别的网站发来的
error-cross = 为了保护您，我们没有接收。请在本站打开表格，自己填写。
error-names = 目前这里无法妥善保管姓名。请匿名提交，或者过些时候再来。
error-mailbox-old = 页面打开太久，还没有发送。请重新输入查询码，您写的内容会留在原处，再点一次发送即可。
error-mailbox-full = 这里放不下更多消息了。请另写一份线索。
error-unknown-receipt = 没有与该查询码对应的线索，或该线索已不再保存。
error-date = 请填上日期，或者把时间也空着。没有日历可选时，请写成 2026-11-22 这样。
error-time = 时间请写成时、分，例如 23:05。
error-number = 请写成带小数点的数字，例如 30.9012。
error-who = 请选一项。
error-contact = 请至少留一种联系方式，或者选择匿名。
error-file-choice = 请选择怎么处理 { $file }。
error-file-clean = { $file } 里的信息没能去掉，请另选处理办法。
error-lost-file-h = 这份材料下载不了
error-lost-file = 材料在我们这边丢失或损坏了，线索的其他内容没有受影响。如果您手里还有，请再传一次。向本站管理单位询问时，请告诉他们这个编号：{ $reference }
error-gzip-h = 这个浏览器无法接收材料
error-gzip = 为了不让线路上的人看出材料有多大，材料都打包（gzip）发送，而这个浏览器不支持。请换用较新的浏览器，例如 Tor 浏览器。
