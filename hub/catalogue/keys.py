"""What ``hub key`` says."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

KEY = M("枢纽密钥的密封副本", "The sealed copy of the hub's key")
PUT_BACK = M(
    "用密封副本恢复密钥文件；副本由两名管理员在控制台“两人办理”页制作",
    "Put the key file back from a sealed copy, which two administrators make at the console",
)
ARGUMENT_COPY = M("副本文件", "File of the copy")
OPTION_CODE = M(
    "密码所在文件（- 为标准输入）；不写则询问", "File with its code (- for standard input); asked for without it"
)
ASK_CODE = M("密钥副本的密码", "Code of the key's copy")
WHAT = M("把密钥写到 {path}", "Write the key to {path}")
DONE = M("密钥 {key} 已恢复到 {path}。下一步：hub doctor", "Key {key} is back at {path}. Next: hub doctor")
