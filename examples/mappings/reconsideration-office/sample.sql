CREATE TABLE IF NOT EXISTS WTTJ (
    FYBH TEXT PRIMARY KEY,  -- 复议编号
    SQRQ TEXT NOT NULL,     -- 申请日期
    SXLB TEXT NOT NULL,     -- 事项类别
    SQR TEXT, SQRZJHM TEXT, SQRDH TEXT, BSQR TEXT, QQ TEXT,
    TYBZ TEXT,              -- 双方同意 Y / N
    WTRQ TEXT,              -- 委托日期
    CHRQ TEXT,              -- 撤回委托日期
    ZFBZ TEXT,              -- 作废标志
    GXSJ TEXT NOT NULL      -- 更新时间
);
CREATE VIEW IF NOT EXISTS V_WTTJ AS SELECT * FROM WTTJ;
