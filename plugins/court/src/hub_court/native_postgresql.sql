-- 法院调解平台：枢纽读取的表与前置库。标“新增”的列由承建商增加，使答复能带回枢纽编号。
-- What the hub reads, and the exchange table. Columns marked 新增 are added by the supplier.
CREATE TABLE "T_TJAJ" (
  "BH" VARCHAR(20) PRIMARY KEY,
  "AH" VARCHAR(60),
  "FYDM" CHAR(8),
  "AJLX" CHAR(2),            -- 1 诉前调 2 民初 3 诉前调确
  "AYDM" CHAR(8),
  "SARQ" TIMESTAMP,
  "SPCX" CHAR(1),            -- 1 普通 2 简易
  "WPLX" CHAR(1),            -- 1 委派 2 委托
  "WPRQ" TIMESTAMP,
  "TJZZDM" VARCHAR(40),      -- 调解组织（统一代码）
  "CHRQ" TIMESTAMP,          -- 撤回委派
  "JSRQ" TIMESTAMP,
  "TJQX" TIMESTAMP,
  "BDJE" NUMERIC(16, 2),
  "TYBZ" CHAR(1),            -- Y/N/空
  "TYRQ" TIMESTAMP,
  "TJJG" CHAR(2),            -- 10/20/30
  "XZQH" VARCHAR(12),        -- 纠纷发生地
  "SSQQ" TEXT,
  "GZXH" INTEGER NOT NULL DEFAULT 0,  -- 新增：更正序号，每次更正加一
  "HUB_ROOT" VARCHAR(200),   -- 新增：从前置库登记诉前调确时照抄
  "YAJBH" VARCHAR(20),       -- 原案件编号
  "SFQR" CHAR(1),            -- 1 已申请 2 已受理 3 裁定有效 4 裁定驳回
  "QRSQRQ" TIMESTAMP,
  "QRSLRQ" TIMESTAMP,
  "QRCDRQ" TIMESTAMP,
  "GXSJ" TIMESTAMP NOT NULL, -- 案件、当事人、改派有变动时一并更新
  "YXBZ" CHAR(1) NOT NULL DEFAULT '1'
);
CREATE INDEX "IX_TJAJ_GXSJ" ON "T_TJAJ" ("GXSJ", "BH");
CREATE TABLE "T_DSR" (
  "BH" VARCHAR(24) PRIMARY KEY,
  "AJBH" VARCHAR(20) NOT NULL,
  "SSDW" CHAR(1),
  "XM" VARCHAR(200),
  "ZJLX" VARCHAR(4),
  "ZJHM" CHAR(30),
  "DH" VARCHAR(40),
  "TYBZ" CHAR(1)
);
CREATE INDEX "IX_DSR_AJBH" ON "T_DSR" ("AJBH");
CREATE TABLE "T_GPJL" (      -- 改派记录：第二次及以后的委派
  "AJBH" VARCHAR(20) NOT NULL,
  "XH" INTEGER NOT NULL CHECK ("XH" >= 2),
  "TJZZDM" VARCHAR(40),
  "GPRQ" TIMESTAMP,
  "TYBZ" CHAR(1),
  "TYRQ" TIMESTAMP,
  "CHRQ" TIMESTAMP,
  PRIMARY KEY ("AJBH", "XH")
);
CREATE TABLE "T_WB_JSRK" (   -- 前置库：枢纽唯一写入的表
  "LSH" BIGSERIAL PRIMARY KEY,
  "YWLX" CHAR(2),            -- FK 反馈 TB 通报 YQ 邀请 DB 督办 HY 半年会交办 XC 结果下传 JB 交办 CH 撤回 ST 上报退回 QZ 前置结论
  "AH" VARCHAR(60),
  "AJBH" VARCHAR(20),
  "XML" TEXT,
  "ZT" CHAR(1) NOT NULL DEFAULT '0',  -- 0 待签收 1 已签收 9 有误
  "CWXX" VARCHAR(400),       -- 谢绝邀请（ZT 9）时写原因：不属辖区、不属范围、无法联系、材料不全、回避、重复
  "HUB_ROOT" VARCHAR(200),   -- 新增
  "HUB_REF" VARCHAR(200),    -- 新增：移交编号，或“事由@接收单位”，原样保留
  "HUB_SDBH" VARCHAR(300) NOT NULL,  -- 新增：送达编号，唯一，重复送达不会写两次
  "RKSJ" TIMESTAMP,
  "CLSJ" TIMESTAMP,          -- 签收时间
  "GXSJ" TIMESTAMP,          -- 签收时更新
  CONSTRAINT "UQ_JSRK_SDBH" UNIQUE ("HUB_SDBH")
);
CREATE INDEX "IX_JSRK_GXSJ" ON "T_WB_JSRK" ("GXSJ", "LSH");
