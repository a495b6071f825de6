"""What ``hub gateway`` and ``hub adapter run`` say."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

GATEWAY = M("网关：供各部门系统使用的一个 HTTPS 地址", "The gateway: one HTTPS address for the departments' systems")
RUN = M("启动网关，直到 Ctrl-C 或 SIGTERM", "Serve until Ctrl-C or SIGTERM")
OPTION_HOST = M("监听地址（默认取自设置）", "Address to listen on (by default that of the settings)")
OPTION_PORT = M("端口（默认取自设置）", "Port (by default that of the settings)")
SERVING = M("网关在 {url}，{count} 个部门经此交换", "The gateway serves at {url}; {count} agencies exchange over it")
NO_KEY = M("还没有密钥的部门：{codes}。下一步：hub gateway key new", "No key yet: {codes}. Next: hub gateway key new")
STOPPED = M("网关已停止，已受理的都已写入", "The gateway has stopped; what was taken in is durable")

KEY = M("部门的签名密钥", "The agencies' signing keys")
KEY_NEW = M(
    "生成一对密钥：私钥交给部门，公钥留在枢纽",
    "Make a key: the private half for the agency, the public one for the hub",
)
KEY_LIST = M("列出可用的公钥和证书", "List the public keys and certificates in use")
KEY_ADD = M("登记部门送来的公钥或证书文件", "Register a public key or certificate file that an agency handed in")
KEY_REMOVE = M("停用一把公钥或一张证书，立即生效", "End a public key or a certificate at once")
OPTION_KEY_ID = M("密钥编号，如 2026a；轮换时新旧两把并存", "Key id, such as 2026a; in a rotation two stand together")
OPTION_KEY_OUT = M("私钥写到哪个文件（权限 0600）", "File for the private half (mode 0600)")
ARGUMENT_PUBLIC = M("公钥或证书文件（PEM）", "Public key or certificate file (PEM)")
KEY_WHAT = M("为 {agency} 生成密钥 {id}，私钥写入 {path}", "Make key {id} for {agency}, private half in {path}")
KEY_MADE = M(
    "私钥在 {private}，请当面或用加密介质交给 {agency}；公钥已登记",
    "The private half is in {private}: hand it to {agency} in person or sealed; the public half is registered",
)
KEY_ADD_WHAT = M("登记 {agency} 的公钥 {id}", "Register public key {id} of {agency}")
KEY_ADDED = M("已登记，下一次调用起可用", "Registered; it counts from the next call on")
KEY_REMOVE_WHAT = M(
    "停用 {agency} 的公钥 {id}；用它签名的调用从此被拒",
    "End key {id} of {agency}: calls signed with it are refused from now on",
)
KEY_REMOVED = M("已停用", "Ended")
KEY_NONE = M("没有登记公钥。下一步：hub gateway key new", "No key is registered. Next: hub gateway key new")
COLUMN_AGENCY = M("部门", "Agency")
COLUMN_KEY = M("密钥编号", "Key id")
COLUMN_KIND = M("种类", "Kind")
KIND_KEY = M("公钥", "key")
KIND_CERTIFICATE = M("证书", "certificate")

ADAPTER_RUN = M(
    "在部门一侧运行适配器，经网关或集群与枢纽交换",
    "Run an adapter beside its department, over the gateway or the cluster",
)
OPTION_CLUSTER = M(
    "本部门账号访问集群的文件：报送、送达、回执走集群，涉及个人的仍走网关",
    "File of the agency's user on the cluster: statements, deliveries and receipts go there, what is personal to --to",
)
OPTION_TO = M("网关地址，如 https://hub.example:8443", "Address of the gateway, e.g. https://hub.example:8443")
OPTION_SIGNING = M(
    "本部门的私钥文件；以证书为身份的部门不写，见 [remote]",
    "The agency's private key file; none where it's known by a certificate, see [remote]",
)
OPTION_AUTHORITY = M("签发网关证书的机构证书（PEM）", "Certificate authority of the gateway (PEM)")
OPTION_ONCE = M("只运行一轮", "One round, then end")
ADAPTER_STARTED = M("{agency} 的适配器已启动，枢纽在 {url}", "The adapter of {agency} runs, the hub is at {url}")
HUB_UNDER = M(
    "枢纽现用设置第 {version} 版；机构有变时本机名册文件也要换",
    "the hub works under version {version} of the settings; where organisations changed, bring the new file here",
)
ADAPTER_ROUND = M(
    "{at} 报送 {submitted}　送达 {delivered}　隔离 {held}　待发 {spooled}　{trouble}",
    "{at} submitted {submitted}  delivered {delivered}  held {held}  waiting {spooled}  {trouble}",
)
ADAPTER_STOPPED = M(
    "适配器已停止；未送出的保存在本机，下次接着送",
    "The adapter has stopped; what wasn't sent is kept here and goes next time",
)
DOCTOR_IDENTITY = M("网关客户端证书", "Certificate for the gateway")
IDENTITY_UNTIL = M("有效至 {day}，还有 {days} 天", "valid until {day}, {days} days from now")
IDENTITY_NEXT = M(
    "请签发机构换发，放到原处；适配器不停机即用新的",
    "ask its authority for the next one and put it in its place; the adapter takes it without a stop",
)
