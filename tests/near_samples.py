"""For each code of the catalogue a sample as near to it as there is, which must not give it; see ``test_sentences``."""


def _pairs(text):
    return dict(line.strip().split(" ", 1) for line in text.strip().splitlines())


NEAR = _pairs("""
    F01 空压缩包
    F02 校验和不符
    F03 截到99.9%
    F04 没有后缀
    F05 后缀是doc
    F06 加密软件加密的文件
    F07 带前缀的命名空间
    F08 7Z
    F09 两万行带框空行
    F10 远处一格
    F11 严格OOXML
    F12 文件名是本单位别名
    F13 套一层的压缩包
    F14 压缩包
    F15 多一张图表
    F16 压缩包里两份同名
    F17 部分太多
    F18 空文件
    F19 压缩包里混着别的
    F20 随机字节
    F21 邮件
    F22 加密的xlsx
    F23 ods
    F24 没有附件的邮件
    F25 没有附件的邮件
    F26 邮件
    F27 邮件里的压缩包
    F28 压缩包里混着别的
    F29 空压缩包
    I01 单独取出的自评表
    I02 逾期
    I03 另一版的
    I04 表样有出入
    I05 文件名是别的单位
    I06 单位名写法不同
    I07 标记表改名
    I08 删了标记表
    I09 文件名是本单位别名
    I10 先后两份
    I11 截止前一刻
    I12 逾期
    I13 另一版的
    I14 陌生人的邮件
    I15 标记和单位名都没有
    I16 删了任务表
    I17 内容相同的两份
    I18 不相干的工作簿
    I19 种类是将来的
    I20 删了任务表
    S01 邮件
    S02 陌生人的邮件
    S03 删了标记表
    S04 陌生人的邮件
    S05 同时保存两份
    S06 逾期
    S07 邮件
    S08 decisions: 采用
    S09 decisions: the same twice
    S10 decisions: 采用
    S11 陌生人的邮件
    S12 decisions: 采用
    L01 清空行号列（xls）
    L02 删除标记行（xls）
    L03 剪切行到别处（xls）
    L04 插入行（xls）
    L05 删除无关列（xls）
    L06 表改名
    L07 复制一份表（xls）
    L08 表倒序
    L09 复制一行插入（xls）
    L10 填表人写在旁边（xls）
    L11 尺寸写错
    L12 整行排序（xls）
    L13 并进左边的格
    L14 隐藏了空着的一行
    L15 合并了上下
    V01 fact_quality_meetings填文字'3'
    V02 没有佐证材料
    V03 荣誉没有注明
    V04 删了自评表
    V05 fact_quality_meetings填文字'两次'
    V06 fact_quality_meetings填数'2.9999999999999996'
    V07 fact_food_pass_rate填数'1'
    V08 fact_food_pass_rate填文字'92%'
    V09 fact_annual_plan填文字'是 '
    V10 fact_quality_meetings里放了图片（Excel）
    V11 fact_quality_meetings是公式
    V12 fact_annual_plan是逻辑值
    V13 fact_quality_meetings是错误值
    V14 转义的回车
    V15 fact_brand_applications填数'0'
    V16 不适用没有理由
    V17 report_date填文字'2011年12月5日'
    V20 fact_quality_meetings填文字' 3 '
    V21 fact_quality_meetings是没有结果的公式
    V22 fact_food_pass_rate填数'0'
    V23 fact_quality_meetings填的40606成了日期
    V24 fact_quality_meetings是日期格式的数
    V25 reporter没有填
    V26 fact_quality_meetings是错误值
    C01 fact_quality_meetings填文字'3'
    C02 迟报多于事故
    C03 没有佐证材料
    C04 fact_food_pass_rate没有填
    C05 fact_food_pass_rate填文字'不适用'
    C06 未完成没有说明
    C07 两个牵头填数不一
    C08 牵头少于各镇合计
    C09 公式变成数值（xls）
    C10 已完成但指标未达
    C11 fact_quality_meetings填文字'3'
    C12 fact_food_pass_rate填数'1'
    C13 内容相同的两份
    C14 已完成但指标未达
    B01 nominations: two
    B02 nominations: one too many
    B03 nominations: a blank row between
    K01 K03
    K02 K01
    K03 K22
    K04 K24
    K05 K30
    K06 K05
    K07 K31
    K08 K23
    K09 K30
    K10 K11
    K11 K10
    K12 K18
    K13 K12
    K14 K15
    K15 K14
    K16 K07
    K17 K12
    K18 K12
    K19 K31
    K20 K22
    K21 K12
    K22 K03
    K23 K08
    K24 K05
    K25 K10
    K26 K07
    K27 K18
    K30 K31
    K31 K07
    K32 K31
    K33 K32
    K34 K30
    K35 K12
    K36 K10
    K37 K14
    R01 R02
    R02 R03
    R03 R04
    R04 R03
    R05 R06
    R06 R05
    R07 R03
    R08 R13
    R09 R08
    R10 R08
    R11 R07
    R12 R07
    R13 R05
    R14 R06
    T01 T19
    T02 T15
    T03 T18
    T04 T05
    T05 T04
    T06 T07
    T07 T06
    T08 T06
    T09 T10
    T10 T09
    T11 T13
    T12 T15
    T13 T11
    T14 T18
    T15 T12
    T16 T04
    T17 T12
    T18 T14
    T19 T01
    T20 T23
    T21 T11
    T22 T23
    T23 T22
    T24 T23
""")
"""A hostile variant's name, a decision's, or the code whose own sample it is (K, R, T)."""
ELSEWHERE = {
    place: codes.split()
    for place, codes in _pairs("""
    intake/test_codes.py I20 F17 F18 F19 F20 F25 V25 C02
    intake/test_cloud_links.py F26
    intake/test_evidence.py F28
    intake/test_trust_of_returns.py I14 S02 S03 S04 S06 S07
    intake/test_own_mail.py I17
    intake/test_locked.py L10 L11
    scoring/test_self_scores.py C09
    compare/test_last_year.py C11 C12 C13
    scoring/test_contradictions.py C14
    verification/test_verification_reading.py K09 K16 K17 K19 K20 K21 K26
    verification/test_settled_errors.py K25
    reviews/test_answers.py K34 K35 K36 K37 R14
    reviews/test_applications.py R01 R09 R10 R11 R12
    verification/test_own_verification.py K27
    registers/test_registers.py T02 T17
    test_trust.py S11
""").items()
}
"""Codes that take several files, or a state of the machine: by file, what its tests provoke and name."""
