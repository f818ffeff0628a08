# 受理台（中文）。写给整天使用的人：名词和数字。两种语言各自成文；测试保证两个文件的名称一致。

## 各页通用

title = 受理台
skip = 跳到正文
nav-pages = 页面
nav-queue = 待办
nav-enter = 登记
nav-log = 日志
nav-people = 人员
nav-settings = 设置
sign-out = 退出
go-back = 返回受理台
kept-h = 您输入的内容
kept-lead = 以下内容没有发出。请先复制，再继续。

## 时间

time-now = 刚刚
time-min-ago = { $n } 分钟前
time-h-ago = { $n } 小时前
time-d-ago = { $n } 天前
time-in-min = { $n } 分钟后
time-in-h = { $n } 小时后
time-in-d = { $n } 天后

## 未能完成

trouble-h = 未能完成
trouble-cross-site = 这个操作不是从受理台页面发出的，没有执行。请在受理台页面上操作。
trouble-not-here = 这里没有内容。线索撤回或到期后，受理台不再显示。
trouble-not-allowed = 没有执行：{ $why }
trouble-claimed = 这条线索由另一位同事处理，内容没有发出。确有需要，请先接手。
trouble-too-large = 超过允许的长度，没有收下。
trouble-away = 数据库或日志暂时连不上，没有执行。请稍后再试。
trouble-full = 存储空间已满，没有收下。请告知系统维护人员。
trouble-signed-out = 登录已失效，没有执行。请重新登录。
trouble-key-gone = 您没有那个月的密钥。持有密钥的同事可以打开。
trouble-file-gone = 文件已不存在或已损坏。系统已记下，供维护人员查看。
trouble-ours = 程序出错，没有执行。维护人员可凭编号 { $reference } 查找原因。

## 登录

login-h = 登录
login-name = 用户名
login-password = 密码
login-code = 验证码
login-code-hint = 验证器应用上的六位数字。
login-go = 登录
login-wrong = 用户名、密码、验证码不相符。每个验证码只能用一次。
login-forgotten = 忘记密码或丢了手机？请找另外两位同事帮您恢复。

welcome-h = 已登录
welcome-failed = 此前有人用您的用户名登录失败 { $n } 次。如果不是您本人，请告知同事并修改密码。
enrol-h = 绑定验证器
enrol-lead = 密码正确，但您的用户名还没有绑定验证器。以后登录两者都要用。
authenticator-h = 验证器应用
authenticator-lead = 请用手机上的验证器应用扫描，再输入应用显示的六位数字。
authenticator-by-hand = 也可以手工输入：
authenticator-code-hint = 应用当前显示的六位数字。
password-new = 新密码
password-again = 再输一遍
password-hint = 至少 12 个字符。几个记得住的词，胜过记不住的符号。
password-short = 密码不足 12 个字符。
password-differs = 两次输入的密码不一致，没有更改。
setup-h = 设置登录
setup-lead = 您拿到了一条链接。设好密码，扫描下面的码，就可以使用。
setup-account = 受理台
setup-link = 您的链接
setup-link-hint = 整条链接，或者 # 后面的部分。
setup-no-link = 这不是设置链接，请完整复制。
setup-wrong = 链接已用过或不完整，或者验证码不是当前的。没有更改。
setup-go = 完成设置
step-up-h = 再次确认
step-up-lead = 这项操作需要再输一次密码和验证码。确认后请重新操作，几分钟内有效。
step-up-go = 继续
recover-h = 恢复登录
recover-lead = 须两位同事帮您恢复：值班人员由另一位值班人员，或一位保管人加一位监督人；保管人由其他保管人。请先在这里申请，再打电话。
recover-ask = 申请
recover-words-lead = 请打电话给两位听得出您声音的同事，念出下面四个英文词。他们在您的名字旁看到同样的词才会同意。请不要关闭这个浏览器。
recover-agreed = { $needed } 人中已有 { $agreed } 人同意。
recover-look = 刷新
recover-finish = 恢复登录
recover-give-up = 放弃申请
trouble-step-up = 这项操作需要再输一次密码和验证码，没有执行。
trouble-too-often = 尝试次数过多，请等 { $seconds } 秒。

## 快捷键

keys-h = 快捷键
key-next = 下一条
key-previous = 上一条
key-open = 打开
key-beside = 并排查看下一条
key-claim = 认领或退回
key-reply = 给举报人留言
key-question = 向举报人提问
key-decide = 办结或重新打开
key-level = 立即、当日、常规、无
key-search = 搜索
key-print = 打印
key-queue = 回到待办
key-close = 关闭当前内容
key-help = 显示这些快捷键

## 待办

queue-count = 显示 { $shown } 条，未办结共 { $open } 条
queue-none-so = 没有符合条件的线索。
queue-empty = 没有未办结的线索。新线索会自动出现在这里。
queue-more = 更多
search-nothing = 没有可搜索的词语。
search-too-short = 单个字无法搜索，请输入相连的两个字以上。
search-too-many = 词语超过八个，请减少。
search-too-long = 超过 200 个字符，请减少。
search-none = 没有未办结的线索含有这些词语。
search-none-all = 没有线索含有这些词语，已办结的也没有。
search-none-yet = 目前查过的线索中没有，按“更多”继续查更早的。
search-count-all = 显示 { $shown } 条，含已办结
search-closed-words = 已办结的线索只能按词语查找，请输入词语。以下是未办结的线索。
search-step-up = 再次输入密码和验证码后，可打开较早月份的线索。
search-incomplete = 系统启动后仍在读取索引，结果可能不全。
search-unopened = 另有 { $n } 条可能含有这些词语，但您目前无法打开相应月份的线索。
row-due = { $when }到期
late-h = 超期 { $n } 小时
late-d = 超期 { $n } 天
row-wrote = 有新来信
row-named = 实名
row-in-hand = 处理中
row-yours = 我
row-waiting = 正在读取
row-people = 程序未能读取
row-not-yours = 您没有该月密钥
row-damaged = 无法打开，数据库内容遭到改动
row-no-place = 未写地点
filter-words = 词语
filter-level = 缓急
filter-lang = 语言
filter-status = 状态
filter-about = 类别
filter-whose = 处理人
filter-wrote = 有新来信
filter-all = 全部
filter-mine = 我的
filter-nobodys = 无人认领
filter-go = 显示
filter-closed = 含已办结
live-lost = 暂时不是实时内容：连接中断，或已退出登录。请刷新页面。

## 决定用语

level-now = 立即
level-unjudged = 新到
level-today = 当日
level-routine = 常规
level-none = 无
status-received = 已收到
status-in_hand = 处理中
status-closed = 已办结
status-withdrawn = 已撤回
conduct-INTRSN = 闯入
conduct-MISREP = 冒用身份或证件
conduct-THEFT = 失窃或遗失
conduct-SABOT = 破坏或干扰
conduct-CYBER = 网络攻击
conduct-THREAT = 威胁
conduct-AVIATION = 无人机、航空器
conduct-ELICIT = 套取信息
conduct-TESTSEC = 试探安防
conduct-RECRUT = 拉拢、资助
conduct-PHOTO = 异常拍摄
conduct-SURVL = 窥探场所
conduct-MATRLS = 异常物料
conduct-EXPERT = 获取专门技能
conduct-WPNS = 武器
conduct-SECTOR = 行业专项
outcome-solved = 已查实处理
outcome-passed_on = 已转主管部门
outcome-nothing_found = 已核查，未发现问题
outcome-same_as_another = 与另一条线索相同
outcome-other_door = 不属本台受理，已告知去处
outcome-not_enough = 现有内容无法核查
role-clerk = 登记员
role-officer = 值班人员
role-custodian = 保管人
role-administrator = 管理员
role-overseer = 监督人
language-en = 英文
language-zh = 中文
language-und = 无文字
language-other = 其他

## 线索

report-title = 线索
report-h = 线索
report-back = 待办
report-accepted = 收到于
report-kept = 保存至
report-named = 实名，姓名由保管人保管
report-print = 打印
report-text = 来件内容
report-whole = 显示全文
claim-yours = 由您处理。
claim-back = 退回
claim-theirs = 由 { $name } 处理。
claim-over = 接手
claim-take = 认领
level-set = 缓急
about-set = 类别
about-none = 未定
about-go = 确定
fact-place = 地点
fact-position = 坐标（WGS 84）
fact-from = 时间
fact-to = 至
fact-if-here = { $written }（未写时区；若按本台时区则为 { $utc }）
fact-channel = 来源渠道
fact-received = 首次收到
fact-source = 来源
fact-category = 自带类别
channel-web = 网页
channel-api = 接口
channel-import = 导入
channel-phone = 电话
channel-counter = 窗口
channel-letter = 来信
found-h = 程序核对
found-none = 还没有结果，或已交由人工。
found-language = 语言
found-length = 篇幅
found-sure = { $what }，把握 { $percent }%
found-characters = { $n } 个字符
history-h = 经办记录
files-h = 材料
files-warning = 以下是来件原样，没有人检查过，可能损坏您的电脑，也可能暴露举报人。请在安全的环境里取出。每次取出都记入日志。
file-from-desk = 受理台发出
file-from-reporter = 举报人提供
file-cleaned = 已去除拍摄信息的副本
file-take = 取出这份材料
file-why = 取出原因（记入日志）
file-go = 取出
messages-h = 往来
messages-none = 此后没有往来。
messages-new = 上次处理之后，这条线索收到了新内容。
messages-seen = 已阅
message-desk = 受理台
message-reporter = 举报人
message-question = 提问
message-answer = 回答
message-answers = 回答第 { $number } 条提问
message-amendment = 补充
reply-label = 写给举报人
reply-hint = 用平实的话，一次问一件事。举报人凭查询码查看，时间不定。
reply-question = 这是提问
reply-go = 发送
replies-h = 常用回复
replies-use = 使用
decide-h = 办结
decide-reopen = 重新打开
decide-outcome = 办理结果
decide-choose = 请选择
decide-why = 理由
decide-why-hint = 记入日志，举报人看不到。
decide-message = 告知举报人
decide-message-hint = 在允许范围内说明结果，可以不填。
decide-go = 办结
decide-reopen-go = 重新打开
print-hint = 请用浏览器打印。为打印而打开已记入日志。
print-by = 打印人：{ $name }

## 常用回复

reply-thanks-title = 致谢
reply-thanks = 谢谢您反映情况。我们已经看过，正在了解。您不用再做什么；过几天请回来看看，也许我们会有问题请教。
reply-where-title = 具体地点
reply-where = 具体在哪里？街道和门牌号、灯杆编号，或者旁边有什么，都很有用。不清楚的话，写不清楚就行。
reply-when-title = 具体时间
reply-when = 您是几点看到的？持续了多久？以前有没有，后来还在不在？记不准可以写大概，注明是大概就好。
reply-what-title = 做了什么
reply-what = 您看到的人具体做了什么？请把亲眼看到的和听别人说的分开写。
reply-photo-title = 照片
reply-photo = 如果手边已有照片，可以在这里补上。请不要为了拍照再去一次，也不要靠近。
reply-stay-away-title = 请勿靠近
reply-stay-away = 请远离，不要碰、不要打开、不要遮盖。如果有人有危险，请马上拨打 { $emergency }。
reply-other-door-title = 另有去处
reply-other-door = 这件事不在我们的受理范围，抱歉要请您另找去处：当地公安或主管部门可以受理。您写的内容加密保存，到期删除。
reply-closed-title = 核查结束
reply-closed = 您反映的情况我们已经核查，现予办结，谢谢您。您报告得对：即使最后没有问题，也不会对您有任何影响。

## 登记

enter-h = 登记线索
enter-lead = 用于窗口口述和来信。登记后同样加密保存，请打印查询码交给来人。
enter-mend = 请修改以下内容
enter-channel = 来件方式
enter-text = 情况
enter-text-hint = 用对方自己的话和语言。与情况无关的姓名不要写。
enter-lang = 语言
enter-lang-any = 未注明
enter-place = 地点
enter-lat = 纬度
enter-lon = 经度
enter-from = 时间
enter-to = 至
enter-time-hint = 例如 2026-11-22 或 2026-11-22 03:10。
enter-named = 实名
enter-named-hint = 只在对方愿意时填写。须两位保管人共同才能打开，受理台无法查看。
enter-name = 姓名
enter-phone = 电话
enter-email = 电子邮箱
enter-no-custodians = 完成设置的保管人不足，暂时无法保管姓名。请不填姓名登记。
enter-old-form = 表单无效或已过期，没有登记，请重新提交。
enter-taken = 这张表单已用其他内容登记过。再次提交将作为另一条线索。
enter-go = 加密登记
entered-h = 已登记
entered-lead = 请马上打印本页交给来人。查询码只显示这一次，受理台无法再次查到。
entered-what = 凭这九个字可在本站查看回复。请收好，不要让别人看到。报错不追究。
entered-kept = 如未作决定，保存至 { $date }。
entered-next = 登记下一条

## 日志

log-h = 日志
log-lead = 谁做了什么，最新的在前。本页由您的浏览器对照本系统的签名逐条核对。
log-working = 正在核对……
log-no-script = 浏览器停用了脚本，本页无法核对日志。可用命令 `tipline log verify` 核对。
log-good = 日志共 {"{"}size{"}"} 条，签名有效，并且接续本浏览器上次看到的 {"{"}before{"}"} 条：没有删改。本页 {"{"}shown{"}"} 条中 {"{"}proved{"}"} 条已证实。
log-first = 日志共 {"{"}size{"}"} 条，签名有效。本浏览器第一次看到，已记住。本页 {"{"}shown{"}"} 条中 {"{"}proved{"}"} 条已证实。
log-bad = 日志没有接续本浏览器上次看到的 {"{"}size{"}"} 条，有内容遭到删改。请告知监督人，并保持本浏览器原状。
log-cannot = 无法核对日志：
log-position = 序号
log-when = 时间
log-who = 经办
log-what = 事项
log-why = 理由
log-proof = 证明
log-over = 已到期，只留凭证
log-changed = 遭到改动或删除：与签名时的记录不符
log-closed = 仅限他人查看，或为填充
log-earlier = 更早的记录
deed-accepted = 收到线索
deed-followed_up = 撤回
deed-listed = 查看待办
deed-opened = 打开线索
deed-file_opened = 取出材料
deed-searched = 搜索
deed-searched_all = 搜索（含已办结）
deed-replied = 给举报人留言
deed-claimed = 认领
deed-decided = 作出决定
deed-log_read = 查看日志
deed-entered = 登记线索
deed-identity_unsealed = 打开姓名
deed-person_changed = 人员变动
deed-circle_key_made = 更换密钥
deed-destroyed = 销毁线索
deed-key_destroyed = 销毁密钥
deed-backed_up = 备份
deed-restored = 恢复
deed-keyring_exported = 导出密钥环
deed-signed_in = 登录
deed-signed_out = 退出
deed-stepped_up = 再次确认身份
deed-session_ended = 会话终止
deed-sign_in_failed = 登录失败
deed-recovery_asked = 申请恢复
deed-recovery_agreed = 同意恢复
deed-recovered = 恢复登录
deed-links_shown = 显示设置链接

why-queue = 从待办打开
why-looked = 待办列表
why-print = 用于打印
why-whole = 查看全文
why-work = 继续处理
why-claimed = 认领
why-took-over = 接手
why-handed-back = 退回
why-seen = 已阅举报人来信

## 人员

people-h = 人员
people-name = 姓名
people-role = 角色
people-state = 状态
people-do = 可执行操作
people-you = （您）
people-admit = 准入
people-relink = 重发链接
people-disable = 停用
people-add-h = 添加人员
people-add = 添加
people-added = 已添加 { $name }。对方使用一次链接后，由同角色人员准入。
people-admitted = { $name } 已准入。
people-agreed = 您已同意。{ $name } 还需另一位保管人同意。
people-disabled = { $name } 已停用。
people-relinked = { $name } 已停用，使用新链接并重新准入后恢复。
people-link = 请用他人看不到的方式交给本人，不要给别人。只显示这一次。
state-awaits-link = 未使用链接
state-awaits-admission = 等待准入
state-link-unused = 在用，链接未使用
state-active = 在用
state-disabled = 已停用

people-recovery-h = 申请恢复登录
people-recovery-lead = 请打电话给本人，确认是您熟悉的声音，请对方念出四个词，完全一致才同意。词不一致就是别人。
people-recovery-so-far = { $needed } 人中已有 { $agreed } 人同意：{ $who }
people-recovery-agree = 四个词一致，同意恢复
people-recovery-not-you = 须由其他同事同意：您没有对方密钥的份额，或与已同意者的份额相同。
people-recovery-agreed = 您已同意恢复 { $name }，还需另一位。
people-recovered = 同意人数已够，{ $name } 现在可以设置新密码。
people-password-h = 您的密码
people-password-change = 修改密码
people-password-lead = 修改后各处均退出，请用新密码登录。
people-password-go = 修改
people-password-changed = 密码已修改，请用新密码登录。

## 设置

settings-h = 设置
settings-lead = 当前使用的全部设置。修改请编辑程序启动时使用的文件。
settings-key = 设置项
settings-value = 取值
settings-from = 来源
settings-about = 含义（英文）
settings-file = 文件第 { $line } 行（默认 { $default }）
settings-default = 默认
