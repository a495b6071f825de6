-- 司法所人民调解台账：每所一个 SQLite 文件。中文列为台账原有，hub_ 与“上报”“终结告知”等列为对接所加。
-- The case ledger of one justice office. The adapter reads rmtj_* and writes hub_in only.
CREATE TABLE IF NOT EXISTS rmtj_tjwyh (          -- 本所管理的调委会 the committees this office keeps
  代码 TEXT PRIMARY KEY, 名称 TEXT NOT NULL, 级别 INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS rmtj_case (           -- 调解案件 cases
  id INTEGER PRIMARY KEY,
  卷号 TEXT, 调委会代码 TEXT, 受理日期 TEXT, 来源 TEXT, 类别 TEXT, 纠纷地 TEXT, 简要情况 TEXT,
  申请人 TEXT, 申请人证件 TEXT, 申请人电话 TEXT, 被申请人 TEXT, 被申请人证件 TEXT, 被申请人电话 TEXT,  -- 多人以“、”分隔
  人数 TEXT, 难易 TEXT, 调解员 TEXT,
  申请人同意 TEXT, 被申请人同意 TEXT, 同意日期 TEXT,                    -- 同意 / 不同意 / 空
  撤回方 TEXT, 撤回日期 TEXT,                                         -- 申请人 / 被申请人 撤回同意
  调解日期 TEXT, 延期日期 TEXT, 延期至 TEXT,
  协议形式 TEXT, 协议日期 TEXT, 金额 TEXT, 金额核对 TEXT, 履行期限 TEXT, 履行 TEXT, 履行日期 TEXT, 司法确认 TEXT,
  上报单位 TEXT, 上报日期 TEXT, 上报次数 INTEGER, 上报原因 TEXT,
  结案日期 TEXT, 结果 TEXT, 终结告知书号 TEXT, 终结告知日期 TEXT, 告知途径日期 TEXT, 回访日期 TEXT,
  防民转刑件 TEXT, 防民转刑人 TEXT, 防群访件 TEXT, 防群访人 TEXT, 风险 TEXT,
  再受理次序 INTEGER, 作废 TEXT, 作废日期 TEXT,
  hub_root TEXT, hub_ref TEXT, 来文号 TEXT,                            -- 枢纽编号；来文号 = hub_in.delivery_id
  updated_at TEXT
);
CREATE TABLE IF NOT EXISTS rmtj_gz (             -- 协议更正 corrections: 原值不改，另行登记
  id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL, 次序 INTEGER NOT NULL, 更正日期 TEXT,
  协议形式 TEXT, 金额 TEXT, 金额核对 TEXT, 履行期限 TEXT, updated_at TEXT
);
CREATE TABLE IF NOT EXISTS rmtj_lt (             -- 邀约联调 invitations to join
  id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL, 被邀单位 TEXT, 邀请日期 TEXT, 答复日期 TEXT, 答复 TEXT,
  updated_at TEXT
);
CREATE TABLE IF NOT EXISTS rmtj_db (             -- 督办 supervision orders this office issued
  id INTEGER PRIMARY KEY, 签发单位 TEXT, hub_root TEXT, 事由 TEXT, 督办日期 TEXT, 升级 TEXT, 办结日期 TEXT,
  updated_at TEXT
);
CREATE TABLE IF NOT EXISTS hub_in (              -- 枢纽来文 what the hub delivered, and the clerks' answers
  delivery_id TEXT PRIMARY KEY,
  业务 TEXT NOT NULL, 调委会代码 TEXT, hub_root TEXT NOT NULL, hub_ref TEXT, 来文单位 TEXT, 次数 INTEGER,
  类别 TEXT, 来源 TEXT, 纠纷地 TEXT, 人数 INTEGER, 难易 TEXT, 事由 TEXT, 结果 TEXT, 内容 TEXT,
  申请人 TEXT, 申请人证件 TEXT, 申请人电话 TEXT, 被申请人 TEXT, 被申请人证件 TEXT, 被申请人电话 TEXT, 简要情况 TEXT,
  待征询 TEXT, 期限 TEXT, 收到时间 TEXT NOT NULL, case_id INTEGER,  -- 待征询：是＝先征得双方同意
  状态 TEXT NOT NULL DEFAULT '待签收',            -- 待签收 / 已签收 / 退回 / 不同意 / 已阅 / 已答复 / 已发督办
  退回原因 TEXT, 不同意方 TEXT, 同意情况 TEXT, 文书号 TEXT, 处理时间 TEXT, 经办人 TEXT,
  updated_at TEXT
);
CREATE INDEX IF NOT EXISTS ix_case_updated ON rmtj_case(updated_at);
CREATE INDEX IF NOT EXISTS ix_case_root ON rmtj_case(hub_root);
CREATE INDEX IF NOT EXISTS ix_in_updated ON hub_in(updated_at);
