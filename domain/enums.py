"""Closed sets of the field, each value with its label in Vietnamese and English.

The name of a member is what the graph stores and the API shows; it never changes with language.
"""

from enum import Enum


class Labelled(Enum):
    """A member of a closed set with its label in two languages."""

    def __init__(self, vi: str, en: str) -> None:
        self.vi = vi
        self.en = en


class BusinessKind(Labelled):
    """What a business is: it makes things, else sells, else buys."""

    FACILITY = ("Cơ sở sản xuất", "Production facility: makes things in its place")
    SUPPLIER = ("Nhà cung ứng", "Supplier: grows or sells materials, machines or services")
    BUYER = ("Bên mua", "Buyer: a market, also abroad or anonymous")


class LegalForm(Labelled):
    """Legal forms of an organisation (Decree 45/2012/NĐ-CP, amended by Decree 235/2025/NĐ-CP)."""

    HOUSEHOLD = ("Hộ kinh doanh", "Business household")
    COOPERATIVE = ("Hợp tác xã", "Cooperative")
    COOPERATIVE_GROUP = ("Tổ hợp tác", "Cooperative group")
    COOPERATIVE_UNION = ("Liên hiệp hợp tác xã", "Union of cooperatives")
    ENTERPRISE = ("Doanh nghiệp", "Enterprise")
    OTHER = ("Khác", "Other")


class IdentifierKind(Labelled):
    """Kinds of official identifier of an organisation."""

    ENTERPRISE_TAX_CODE = ("Mã số thuế doanh nghiệp", "Tax code of an enterprise or cooperative")
    PERSONAL_NUMBER = ("Số định danh cá nhân", "Personal number of a household's owner; protected")
    REGISTRATION = ("Số đăng ký", "Registration number")
    OTHER = ("Khác", "Other identifier")


class OwnershipKind(Labelled):
    """Ownership that gives priority (Decree 235/2025/NĐ-CP)."""

    WOMEN = ("Do phụ nữ làm chủ", "Owned by women")
    ETHNIC_MINORITY = ("Do người dân tộc thiểu số làm chủ", "Owned by ethnic minority people")


class SizeClass(Labelled):
    """Size of an establishment (Decree 80/2021/NĐ-CP, article 5; recalled, to be verified)."""

    MICRO = ("Siêu nhỏ", "Micro")
    SMALL = ("Nhỏ", "Small")
    MEDIUM = ("Vừa", "Medium")
    LARGE = ("Lớn", "Large")


class SupplierKind(Labelled):
    """What a supplier supplies."""

    GROWER = ("Vùng trồng, người trồng", "Grower")
    MATERIAL = ("Vật tư, nguyên liệu", "Materials")
    MACHINE = ("Máy móc, thiết bị", "Machines and equipment")
    SERVICE = ("Dịch vụ", "Services")


class BuyerChannel(Labelled):
    """Through which channel a buyer takes goods."""

    WHOLESALE = ("Bán buôn", "Wholesale")
    RETAIL = ("Bán lẻ", "Retail")
    EXPORT = ("Xuất khẩu", "Export")
    HOUSEHOLDS = ("Hộ tiêu dùng", "Households")
    PROCESSOR = ("Chế biến tiếp", "Processor")


class ProductUnit(Labelled):
    """The unit in which quantities of a product are counted."""

    TONNE = ("tấn", "tonne")
    KILOGRAM = ("kg", "kilogram")
    LITRE = ("lít", "litre")
    CUBIC_METRE = ("m³", "cubic metre")
    SQUARE_METRE = ("m²", "square metre")
    METRE = ("m", "metre")
    PIECE = ("đơn vị", "piece")


class ProductStage(Labelled):
    """Where in a chain a product stands."""

    RAW = ("Nguyên liệu", "Raw material")
    INTERMEDIATE = ("Bán thành phẩm", "Intermediate product")
    FINAL = ("Thành phẩm", "Final product")
    BYPRODUCT = ("Phụ phẩm", "By-product")
    EQUIPMENT = ("Máy móc, thiết bị", "Equipment")
    SERVICE = ("Dịch vụ", "Service")


class ClusterKind(Labelled):
    """Four kinds of cluster that are never mixed up."""

    LAND_CLUSTER = (
        "Cụm công nghiệp (CCN)",
        "Industrial cluster: a place with a fixed boundary (Decree 32/2024/NĐ-CP, article 2.1)",
    )
    INDUSTRIAL_PARK = ("Khu công nghiệp (KCN)", "Industrial park (Decree 35/2022/NĐ-CP)")
    SECTOR_NETWORK = (
        "Cụm liên kết ngành",
        "Sector linkage network (SME Support Law 04/2017, article 3; recalled)",
    )
    ENTERPRISE_LINKAGE_GROUP = (
        "Cụm liên kết doanh nghiệp công nghiệp",
        "Enterprise linkage group that industrial promotion may support",
    )


class ClusterStatus(Labelled):
    """Where in its life a cluster is."""

    PLANNED = ("Trong quy hoạch", "Planned")
    ESTABLISHED = ("Đã thành lập", "Established by decision")
    OPERATING = ("Đang hoạt động", "Operating")
    OPERATING_NOT_ESTABLISHED = (
        "Hoạt động nhưng chưa có quyết định thành lập",
        "Operating but not established (Circular 14/2024/TT-BCT)",
    )
    WITHDRAWN = ("Đưa ra khỏi quy hoạch", "Withdrawn from the plan")


class ClusterTie(Labelled):
    """What ties a business to a cluster."""

    LOCATED_IN = ("Nằm trong cụm", "Stands on the land of the cluster")
    MEMBER_OF = ("Thành viên của cụm", "Member of the network or group")


class FairKind(Labelled):
    """Kinds of trade fair."""

    DOMESTIC = ("Trong nước", "Domestic")
    REGIONAL = ("Khu vực", "Regional")
    BORDER = ("Biên giới", "Border")
    INTERNATIONAL = ("Quốc tế", "International")
    ONLINE = ("Trực tuyến", "Online or hybrid")


class HostSide(Labelled):
    """Which side of the border hosts a fair."""

    VIETNAM = ("Việt Nam", "Vietnam")
    CHINA = ("Trung Quốc", "China")
    OTHER = ("Nước khác", "Another country")


class FairRole(Labelled):
    """In which role a business takes part in a fair."""

    SELLER = ("Bên bán", "Seller")
    BUYER = ("Bên mua", "Buyer")
    BOTH = ("Vừa bán vừa mua", "Seller and buyer")
    VISITOR = ("Khách tham quan", "Visitor")


class MeetingStatus(Labelled):
    """What became of a meeting."""

    PLANNED = ("Dự kiến", "Planned")
    HELD = ("Đã gặp", "Held")
    MISSED = ("Không gặp", "Missed")
    CANCELLED = ("Đã hủy", "Cancelled")


class MeetingOutcome(Labelled):
    """What a meeting led to."""

    CONTRACT = ("Ký hợp đồng", "Contract")
    MEMORANDUM = ("Biên bản ghi nhớ", "Memorandum")
    FOLLOW_UP = ("Trao đổi tiếp", "Follow-up agreed")
    NONE = ("Không có kết quả", "Nothing")


class MeetingConstraint(Labelled):
    """Why a meeting that is wanted has no place in a schedule."""

    NO_COMMON_SLOT = (
        "Không còn lúc nào cả hai cùng rảnh",
        "Both still have free slots beside their other meetings, but none in common",
    )
    TABLES = ("Hết bàn", "All tables are taken in the slots in which both are free")
    MAXIMUM_MEETINGS = (
        "Đã đủ số cuộc gặp tối đa",
        "One of them already has the most meetings that a business may have",
    )
    VETO = ("Một bên không muốn gặp", "One of them does not want to meet the other")
    UNAVAILABLE = ("Không có mặt cùng lúc", "There is no slot in which both are available")
    INTERPRETERS = (
        "Hết phiên dịch",
        "All interpreters are taken in the slots in which both are free, or there is none at all",
    )
    FIXED = (
        "Trùng giờ các cuộc gặp đã cố định",
        "In every slot in which both are available, one of them has a meeting that is fixed",
    )
    LOWER_SCORE = (
        "Điểm thấp hơn các cuộc gặp khác",
        "One of them has other meetings in all slots in which it is available, chosen for the total score",
    )
    PLANNED_ELSEWHERE = (
        "Sổ ghi dự kiến vào giờ hay bàn khác",
        "The register has it as planned at a time or a table where this schedule cannot keep it",
    )


class AdministrativeUnitKind(Labelled):
    """Kinds of administrative unit; districts exist only before 1 July 2025."""

    PROVINCE = ("Tỉnh", "Province")
    CITY = ("Thành phố trực thuộc trung ương", "Centrally-run city")
    DISTRICT = ("Cấp huyện (đến 30/6/2025)", "District level, until 30 June 2025")
    COMMUNE = ("Xã", "Commune")
    WARD = ("Phường", "Ward")
    TOWNSHIP = ("Thị trấn (đến 30/6/2025)", "Township, until 30 June 2025")
    SPECIAL_ZONE = ("Đặc khu", "Special zone")


class UnitClassKind(Labelled):
    """Kinds of dated class of an administrative unit."""

    AREA_DIFFICULTY = ("Địa bàn khó khăn", "Difficulty of the area")
    CITY_GRADE = ("Loại đô thị", "Grade of the city")


class AreaClass(Labelled):
    """Classes of an area by its difficulty, which the State decides for communes; where nothing is recorded,
    nobody knows."""

    DIFFICULT = ("Địa bàn khó khăn", "Difficult area")
    EXTREMELY_DIFFICULT = ("Địa bàn đặc biệt khó khăn", "Extremely difficult area")
    NOT_DIFFICULT = ("Không thuộc địa bàn khó khăn", "Not a difficult area")


class AgencyRoleKind(Labelled):
    """In which role an agency stands to a project, programme or fair."""

    IMPLEMENTING = ("Đơn vị thực hiện", "Implementing unit")
    COORDINATING = ("Đơn vị phối hợp", "Coordinating unit")
    LEAD = ("Cơ quan chủ trì", "Lead agency")
    ORGANISER = ("Ban tổ chức", "Organiser")


class Activity(Labelled):
    """Activities of industrial promotion (Decree 45/2012/NĐ-CP, article 4)."""

    TRAINING = ("Đào tạo nghề, truyền nghề", "Vocational training and craft transmission")
    MANAGEMENT = ("Nâng cao năng lực quản lý, khởi sự", "Management capacity and start-up")
    DEMONSTRATION_MODEL = ("Mô hình trình diễn kỹ thuật", "Technical demonstration model")
    ADVANCED_MACHINERY = ("Ứng dụng máy móc tiên tiến", "Advanced machinery")
    CLEANER_PRODUCTION = ("Sản xuất sạch hơn", "Cleaner production")
    FAIR = ("Hội chợ, triển lãm", "Fairs and exhibitions")
    BRAND = ("Xây dựng, đăng ký nhãn hiệu", "Brand design and registration")
    SHOWROOM = ("Phòng trưng bày", "Showroom")
    CONSULTANCY = ("Tư vấn, trợ giúp", "Advice to establishments")
    INFORMATION = ("Thông tin, cơ sở dữ liệu", "Information and databases")
    ENTERPRISE_LINKAGE = ("Cụm liên kết doanh nghiệp", "Enterprise linkage groups")
    CLUSTER_INFRASTRUCTURE = ("Hạ tầng cụm công nghiệp", "Cluster infrastructure")
    POLLUTION_TREATMENT = ("Xử lý ô nhiễm môi trường", "Pollution treatment")


class FundingLevel(Labelled):
    """Who pays for promotion work."""

    NATIONAL = ("Khuyến công quốc gia", "National")
    PROVINCIAL = ("Khuyến công địa phương", "Provincial")
    DISTRICT = ("Cấp huyện (lịch sử)", "District; for history only")


class ProjectKind(Labelled):
    """Kinds of promotion project (Circular 17/2018/TT-BCT, article 3a)."""

    INDIVIDUAL = ("Đề án đơn lẻ", "For a named beneficiary")
    GROUP = ("Đề án nhóm", "Group project")
    PILOT = ("Đề án điểm", "Pilot project")


class ProjectLinkage(Labelled):
    """What a linkage project links; a label for planning, not a legal type."""

    VALUE_CHAIN = ("Liên kết chuỗi giá trị", "A value chain")
    CLUSTERS = ("Liên kết phát triển cụm", "Clusters of neighbouring provinces")


class ProjectStatus(Labelled):
    """Where in its life a project is."""

    DRAFT = ("Dự thảo", "Draft")
    REGISTERED = ("Đã đăng ký", "Registered in the year before funding")
    APPRAISED = ("Đã thẩm định", "Appraised")
    APPROVED = ("Đã phê duyệt", "Approved")
    CONTRACTED = ("Đã ký hợp đồng", "Contract signed")
    ADVANCED = ("Đã tạm ứng", "Advance paid")
    IMPLEMENTING = ("Đang thực hiện", "Being implemented")
    ACCEPTED = ("Đã nghiệm thu", "Accepted")
    SETTLED = ("Đã quyết toán", "Settled")
    SUPPLEMENT_REQUESTED = ("Yêu cầu bổ sung", "Supplement requested")
    REJECTED = ("Từ chối", "Rejected")
    CANCELLED = ("Đã hủy", "Cancelled")


GRANTED = (
    ProjectStatus.APPROVED,
    ProjectStatus.CONTRACTED,
    ProjectStatus.ADVANCED,
    ProjectStatus.IMPLEMENTING,
    ProjectStatus.ACCEPTED,
    ProjectStatus.SETTLED,
)
"""Projects that are funded: what is planned for them is no longer to be given."""
UNDECIDED = (
    ProjectStatus.DRAFT,
    ProjectStatus.SUPPLEMENT_REQUESTED,
    ProjectStatus.REGISTERED,
    ProjectStatus.APPRAISED,
)
"""Projects of which nobody has decided yet whether they are funded."""


class Confidence(Labelled):
    """How sure a figure or rule is."""

    SURE = ("Chắc chắn", "Sure")
    LIKELY = ("Nhiều khả năng", "Likely")
    UNSURE = ("Chưa chắc chắn", "Unsure")


class RuleProvenance(Labelled):
    """How a rule became known."""

    READ = ("Đã đọc văn bản", "The text of the law was read")
    REPORTED = ("Theo nguồn dẫn lại", "A page that reports it was read")
    RECALLED = ("Theo hiểu biết, chưa đối chiếu", "Recalled, not checked yet")
    VERIFIED = ("Đã đối chiếu", "Checked by a named person on a day")


class RuleKind(Labelled):
    """What a rule of industrial promotion does."""

    CONDITION = ("Điều kiện", "A condition that must hold")
    RATE = ("Tỷ lệ hỗ trợ", "The greatest share of a cost that is paid")
    CAP = ("Mức hỗ trợ tối đa", "The greatest amount that is paid")
    MULTIPLIER = ("Hệ số nhân mức tối đa", "By what a cap grows in a case")
    FREQUENCY = ("Số lần hỗ trợ tối đa một năm", "How often a year support is paid at most")
    ORDER = ("Thứ tự ưu tiên", "What goes first where money is short")
    TIME = ("Thời hạn", "What must be done by when")


class RuleScope(Labelled):
    """Per what a rule limits."""

    ORGANISATION = ("Tổ chức, hộ kinh doanh", "A legal person or household, with all its sites")
    FACILITY = ("Cơ sở", "A place of production")
    ITEM = ("Hạng mục", "A thing that is bought or built")
    MODEL = ("Mô hình", "A demonstration model")
    PROJECT = ("Đề án", "A project")
    CLUSTER = ("Cụm", "A cluster")
    BRAND = ("Nhãn hiệu", "A brand")
    ROOM = ("Phòng trưng bày", "A showroom")


class RuleUnit(Labelled):
    """In what the value of a rule is counted."""

    VND = ("đồng", "đồng")
    SHARE = ("tỷ lệ", "share of the cost, 0 to 1")
    FACTOR = ("lần", "times")
    COUNT = ("số lượng", "number")


class Requirement(Labelled):
    """What a condition asks for."""

    LEGAL_FORM = ("Loại hình tổ chức", "Legal form")
    PLACE = ("Địa bàn", "Place")
    SIZE = ("Quy mô", "Size")
    SECTOR = ("Ngành nghề", "Sector")
    COUNTERPART = ("Vốn đối ứng", "Own counterpart")
    OTHER_STATE_MONEY = ("Kinh phí nhà nước khác", "No other state money for the same item")


class Verdict(Labelled):
    """What comes of holding facts against a rule, or all rules."""

    ELIGIBLE = ("Đủ điều kiện", "Eligible")
    INELIGIBLE = ("Không đủ điều kiện", "Not eligible")
    UNDETERMINED = ("Chưa xác định được", "Cannot be told: a fact or a sure rule is missing")


class Fact(Labelled):
    """What must be known of a facility to tell whether it is eligible, or who its partners are."""

    LEGAL_FORM = ("Loại hình tổ chức", "Legal form of its organisation")
    PLACE = ("Xã, phường, đặc khu nơi đặt cơ sở", "Commune in which it stands")
    CITY_GRADE = ("Loại đô thị và ngày lên phường", "Grade of the city, and since when it is a ward")
    CRAFT_VILLAGE = (
        "Có ở trong làng nghề được công nhận hay không",
        "Whether it stands in a recognised craft village",
    )
    SIZE = (
        "Lao động đóng bảo hiểm, doanh thu, nguồn vốn",
        "Insured workers, revenue and capital of the newest year",
    )
    SECTOR = ("Ngành nghề (VSIC)", "Sector by VSIC")
    AREA_CLASS = ("Địa bàn khó khăn hay không", "Whether the area is difficult")
    PLANNED_INVESTMENT = ("Kế hoạch đầu tư cho nội dung này", "What it plans to buy or build")
    COST = ("Chi phí của hạng mục dự kiến", "Cost of what it plans to buy or build")
    OWN_FUNDS = ("Vốn đối ứng đã thu xếp", "Own funds for the rest of the cost")
    OTHER_STATE_MONEY = (
        "Kinh phí nhà nước khác cho cùng hạng mục",
        "Other state money for the same item",
    )
    CAPACITY = ("Năng lực của hàng chào bán", "Capacity of what it offers")
    QUANTITY = ("Lượng hàng cần mua", "Quantity of what it needs")
    LOCATION = ("Tọa độ của cơ sở", "Where it stands, as coordinates")


class UnlockKind(Labelled):
    """What an answer to a question about a fact would settle."""

    VERDICTS = ("Kết luận về điều kiện", "Verdicts on eligibility that lack nothing else")
    GROUP_PLACES = (
        "Suất trong đề án nhóm",
        "Of these verdicts those of facilities that plan an investment: places in group projects",
    )
    MATCHES = (
        "Cặp cung cầu",
        "Offers and needs of others that could be weighed against what it offers or needs",
    )


class TraceDirection(Labelled):
    """In which direction trade is followed from a business."""

    UPSTREAM = ("Ngược về nguồn cung", "Suppliers, and suppliers of suppliers")
    DOWNSTREAM = ("Xuôi về nơi tiêu thụ", "Customers, and customers of customers")


class PartnerDirection(Labelled):
    """For which role partners are sought."""

    SUPPLIERS = ("Tìm nguồn cung", "Who can supply what the subject needs")
    BUYERS = ("Tìm đầu ra", "Who needs what the subject offers")
    PEERS = ("Tìm cơ sở cùng ngành", "Which facilities make the same products, for grouping")


class Criterion(Labelled):
    """What a score is made of, for everything that is ranked."""

    PRODUCT_FIT = ("Mức khớp sản phẩm", "Product fit")
    CAPACITY_COVER = ("Mức đáp ứng sản lượng", "Cover of the quantity")
    SEASON = ("Mùa vụ", "Season")
    PROXIMITY = ("Khoảng cách", "Proximity")
    CERTIFICATES = ("Chứng nhận", "Certificates")
    RECIPROCITY = ("Quan hệ hai chiều", "Reciprocity")
    CO_LOCATION = ("Cùng địa bàn", "Co-location")
    COMMON_FAIRS = ("Hội chợ chung", "Common fairs")
    FRESHNESS = ("Độ mới của dữ liệu", "Freshness of the data")
    LINKAGE = ("Mức liên kết", "Linkage: how much ties clusters, or a project to its chain")
    NEED = ("Mức cần thiết", "Need: who was not supported before, or who wants what")
    READINESS = ("Mức sẵn sàng", "Readiness: how far a project or a business has come")
    PRIORITY = ("Đối tượng ưu tiên", "Priority: women, ethnic minorities, difficult areas")
    SUPPORT = ("Hỗ trợ còn có thể nhận", "Support that could still be had")
    OUTCOMES = ("Kết quả các kỳ trước", "Outcomes of earlier editions")
    FAIR_INTERESTS = ("Mặt hàng quan tâm", "Interests that were declared for a fair")
    JOBS = ("Việc làm", "Jobs for the money")
    ADVANTAGE = ("Lợi thế", "Advantage: location quotient of the province, and recognised products")
    SPILL_OVER = ("Sức lan tỏa", "Spill-over: who could follow within the linked part of the chain")


class GroupExclusion(Labelled):
    """Why a facility is in no proposal of a project."""

    EXCLUDED = ("Bị loại theo yêu cầu", "Left out as asked")
    OTHER_YEAR = ("Kế hoạch đầu tư cho năm khác", "It plans to invest in another year")
    FUNDED = ("Đã có kinh phí nhà nước", "State money covers what it plans already")
    COST_UNKNOWN = ("Chưa rõ chi phí", "What its plan costs is not known")
    OTHER_PRODUCT = ("Không cùng dòng sản phẩm", "It does not make what the group is about")
    INELIGIBLE = ("Không đủ điều kiện", "A rule in force refuses it")
    NO_RATE = ("Chưa có quy định mức hỗ trợ", "No rule says how much may be paid")
    BUDGET = ("Vượt kinh phí hỗ trợ", "Its support alone is more than the budget")
    SAME_ORGANISATION = (
        "Tổ chức đã có cơ sở khác trong nhóm",
        "Another site of its organisation is a member, or is worth more",
    )
    COOPERATIVE = (
        "Hợp tác xã và thành viên của chính hợp tác xã đó",
        "Its cooperative, or a member of this cooperative, is a member of the group",
    )
    LOWER_VALUE = ("Giá trị thấp hơn", "Others are worth more within the limits")
    NO_GROUP = ("Không lập được nhóm", "No group keeps to what was asked")


class PilotProjectConstraint(Labelled):
    """Why there is no proposal of a pilot project."""

    NO_STAGE = ("Chuỗi chưa có công đoạn", "The chain has no stages yet")
    NO_FACILITY = ("Chưa có cơ sở trong địa bàn", "No facility in the units makes a product of the chain")
    NO_PLAN = ("Chưa có kế hoạch đầu tư", "None of them plans to invest in the years asked for")
    NO_LEAD = (
        "Không có cơ sở nào làm đầu tàu được",
        "Nobody who plans can lead: `excluded` says why of each",
    )


class LinkageRole(Labelled):
    """What a member does in a linkage project."""

    LEAD = ("Đơn vị đầu mối", "Lead: through whom most flows in the lead province")
    SUPPLIER = ("Bên cung ứng", "Supplier: it delivers")
    PROCESSOR = ("Bên chế biến", "Processor: it receives and makes something of it, or passes it on")
    CUSTOMER = ("Bên mua", "Customer: it receives and makes nothing")


class MoneySource(Labelled):
    """Whose money pays for a project."""

    STATE_BUDGET = ("Ngân sách nhà nước", "State budget")
    COUNTERPART = ("Vốn đối ứng của cơ sở", "What the beneficiaries pay themselves")


class ProcedureStep(Labelled):
    """A step of a project on its way from registration to settlement."""

    REGISTER = ("Đăng ký", "Register")
    ORDER = ("Đặt mua", "Order")
    CONTRACT = ("Ký hợp đồng", "Contract")
    ADVANCE = ("Tạm ứng", "Advance")
    INVOICE = ("Xuất hóa đơn", "Be invoiced")
    ACCEPT = ("Nghiệm thu", "Accept")
    SETTLE = ("Thanh lý, quyết toán", "Liquidate and settle")


class PortfolioConstraint(Labelled):
    """Why a candidate project is not funded."""

    EXCLUDED = ("Bị loại theo yêu cầu", "Left out as asked")
    SUPPORT_UNKNOWN = ("Chưa rõ mức hỗ trợ", "How much support it asks for is not known")
    INELIGIBLE = (
        "Không đủ điều kiện",
        "A rule in force refuses a beneficiary, or nothing of its cost can be supported",
    )
    NO_BUDGET_LINE = (
        "Không có dòng ngân sách phù hợp",
        "No budget line may pay it, or a part of it: level, unit or activity do not fit",
    )
    BUDGET = (
        "Vượt nguồn kinh phí",
        "It needs more than the budget lines that may pay it have in all",
    )
    SAME_ITEM = (
        "Trùng nội dung hỗ trợ",
        "A funded project supports the same item of the same beneficiary",
    )
    FLOOR = ("Vướng mức sàn", "There is money left for it, but with it a floor would not be reached")
    LOWER_VALUE = ("Giá trị thấp hơn", "The money does more in the projects that are funded")
    NO_PORTFOLIO = (
        "Không có phương án",
        "Nothing is funded: the floors cannot all be reached, or time ran out",
    )


class ProgrammeIndicator(Labelled):
    """What a programme sets itself as a target."""

    PROJECTS = ("Số đề án", "Number of projects")
    ESTABLISHMENTS = ("Số cơ sở được hỗ trợ", "Number of establishments supported")
    SUPPORT = ("Kinh phí hỗ trợ", "Support")
    OUTPUT_VALUE = ("Giá trị sản xuất", "Value of output")
    WORKERS = ("Số lao động", "Number of workers")
    MEAN_OUTPUT = ("Giá trị sản xuất bình quân một cơ sở", "Mean value of output of an establishment")


class TargetBasis(Labelled):
    """Of whom a target speaks."""

    SUPPORTED = ("Các cơ sở, đề án được chương trình hỗ trợ", "Projects and establishments of the programme")
    WHOLE_UNIT = ("Toàn bộ cơ sở trên địa bàn", "All establishments of the unit")


class FloorScope(Labelled):
    """Within what a floor promises support."""

    UNIT = ("Địa bàn", "An administrative unit with its territory")
    AREA_CLASS = ("Loại địa bàn", "Communes of a class, such as extremely difficult areas")
    SECTOR = ("Ngành", "A value chain, or a division of industry by VSIC")
    ACTIVITY = ("Nội dung hoạt động", "A kind of promotion activity")


class ClusterLinkageKind(Labelled):
    """What can tie two clusters."""

    INPUT = ("Đầu vào", "Input: members of one side offer what members of the other need")
    BYPRODUCT = ("Phụ phẩm", "By-product: members of one side leave what members of the other can use")
    SHARED_FOCUS = ("Chung định hướng", "Shared focus: both concentrate on the same value chain")


class ClusterLinkageConstraint(Labelled):
    """Why no clusters are linked."""

    NO_CLUSTER = ("Chưa có cụm trong địa bàn", "No cluster lies in the units")
    ONE_CLUSTER = ("Chỉ có một cụm trong địa bàn", "Only one cluster lies in the units")
    NO_MEMBER = (
        "Các cụm chưa có cơ sở",
        "No business stands in the clusters or is their member, and none share a focus",
    )
    NO_TIE = ("Chưa có gì liên kết các cụm", "Nothing that is asked for ties any two of the clusters")


class ClusterCandidateConstraint(Labelled):
    """Why no group that behaves like a cluster is shown."""

    NO_BUSINESS = (
        "Chưa có cơ sở trong địa bàn",
        "No business that offers or needs anything is entered in the units",
    )
    NO_RECORD = (
        "Chưa có ai trong chuỗi",
        "No business in the units offers or needs a product of the chain",
    )
    NO_GROUP = (
        "Chưa có nhóm nào đủ gắn kết",
        "No group there is large and close enough, or those that are belong to a cluster already",
    )


class SearchKind(Labelled):
    """Kinds of record that have a name and can be searched."""

    FACILITY = ("Cơ sở sản xuất", "Production facility")
    SUPPLIER = ("Nhà cung ứng", "Supplier")
    BUYER = ("Bên mua", "Buyer")
    ORGANISATION = ("Tổ chức, hộ kinh doanh", "Organisation or household")
    PRODUCT = ("Sản phẩm", "Product")
    VALUE_CHAIN = ("Chuỗi giá trị", "Value chain")
    CLUSTER = ("Cụm, khu", "Cluster or park")
    TRADE_FAIR = ("Hội chợ", "Trade fair")
    FAIR_SERIES = ("Chuỗi hội chợ", "Series of trade fairs")
    ADMINISTRATIVE_UNIT = ("Đơn vị hành chính", "Administrative unit")
    CRAFT_VILLAGE = ("Làng nghề", "Craft village")
    AGENCY = ("Cơ quan", "Agency")
    PROGRAMME = ("Chương trình", "Programme")
    BUDGET_LINE = ("Nguồn kinh phí", "Budget line")
    PROJECT = ("Đề án", "Project")
    INVESTMENT = ("Đầu tư dự kiến", "Planned investment")


class SearchMatch(Labelled):
    """How a name fits a searched text, best first."""

    CODE = ("Đúng mã", "Its code: public code, tax code, HS code or official code")
    EXACT = ("Đúng cả tên", "The whole name")
    PREFIX = ("Đầu tên", "The beginning of the name")
    INSIDE = ("Trong tên", "Words inside the name, or words of several of its names")
    SLIP = ("Gần đúng", "A word with one typing slip")


class RelatednessConstraint(Labelled):
    """What stands in the way of an answer about related or feasible products."""

    BY_PRODUCT = ("Là phụ phẩm", "By-products are not counted: they fall off with what is made")
    NOT_OFFERED = ("Chưa có cơ sở chào bán", "No facility that can be placed in a commune offers it")
    ONLY_KINDS_OFFERED = (
        "Chỉ chào bán các loại cụ thể",
        "It is a heading: facilities offer only special kinds of it, so ask for one of those",
    )
    TOO_FEW_COMMUNES = ("Quá ít địa bàn có lợi thế", "Only one commune has an advantage in it: no pattern")
    NOT_IN_FORCE = ("Đơn vị không còn hoặc chưa có hiệu lực", "The unit is not in force on the day")
    NO_FACILITY = ("Chưa có cơ sở chào bán ở đây", "No facility of the place offers anything that counts")
    NO_PEER = (
        "Không có nơi cùng loại để so sánh",
        "No other place of its level or kind has facilities: an advantage cannot be told",
    )
    NOTHING_NEAR = ("Không có sản phẩm gần", "No product is near to it, or to what the place has")


class SolveStatus(Labelled):
    """How far an optimiser came."""

    OPTIMAL = ("Tối ưu", "Proven: nothing is better")
    FEASIBLE = ("Khả thi", "A solution; `gap` says how much better there could be")
    INFEASIBLE = ("Không có lời giải", "Proven: there is no solution")
    TIME_LIMIT = ("Hết thời gian", "No solution was found in the time allowed")


class ChainPlanConstraint(Labelled):
    """Why a plan of a chain is short of a product."""

    NOT_OFFERED = ("Không ai chào bán", "Nobody among the businesses offers it or a kind of it")
    CAPACITY_UNKNOWN = ("Chưa rõ công suất", "The capacity of none of its offers is known")
    CAPACITY = ("Hết công suất", "All offers together have too little left, wherever they are")
    DISTANCE = ("Quá xa", "What can still be had is further away than allowed, or in an unknown place")
    MINIMUM_ORDER = (
        "Đơn hàng tối thiểu",
        "What can still be had is sold in no amount as small as what a business lacks or what is left",
    )
    NOT_PROVEN = ("Chưa tìm hết", "Nothing is known to stand in the way: a better plan may exist")


class FacilityDimension(Labelled):
    """By what tables of facilities are grouped. A facility counts in each product that it offers and in each
    cluster on whose land it stands or of which it is a member, so those rows do not add up; by `YEAR` it
    counts in each year of which there are figures. Communes and provinces are those in force today."""

    COMMUNE = ("Xã, phường, đặc khu", "Commune")
    PROVINCE = ("Tỉnh, thành phố", "Province")
    LEGAL_FORM = ("Loại hình tổ chức", "Legal form")
    SIZE_CLASS = ("Quy mô", "Size class")
    PRODUCT = ("Sản phẩm", "Product")
    CLUSTER = ("Cụm", "Cluster")
    CRAFT_VILLAGE = ("Làng nghề", "Craft village")
    YEAR = ("Năm", "Year")


class ProjectDimension(Labelled):
    """By what tables of projects are grouped. Communes, provinces, legal forms and size classes are those of
    the beneficiaries: a project counts in each row in which one of them stands. One without beneficiaries is
    in the province of its programme, else of its budget lines, else of its implementing agencies. Products
    are those that a project is about: it counts in each. Communes and provinces are those in force today."""

    COMMUNE = ("Xã, phường, đặc khu", "Commune")
    PROVINCE = ("Tỉnh, thành phố", "Province")
    LEGAL_FORM = ("Loại hình tổ chức", "Legal form")
    SIZE_CLASS = ("Quy mô", "Size class")
    PRODUCT = ("Sản phẩm", "Product")
    ACTIVITY = ("Nội dung hoạt động", "Activity")
    LEVEL = ("Nguồn kinh phí", "Funding level")
    KIND = ("Loại đề án", "Kind of project")
    STATUS = ("Tình trạng", "Status")
    YEAR = ("Năm kinh phí", "Funding year")
    PROGRAMME = ("Chương trình", "Programme")


class ValueChainMapConstraint(Labelled):
    """Why a map of a value chain has nothing to show."""

    NO_STAGE = ("Chuỗi chưa có công đoạn", "The chain has no stages yet")
    NO_BUSINESS = ("Chưa có cơ sở trong địa bàn", "No business is entered in the units")
    NO_RECORD = (
        "Chưa có ai chào bán hoặc cần sản phẩm của chuỗi",
        "Nobody in the units offers or needs a product of the chain",
    )


class BottleneckReason(Labelled):
    """Why a business is a bottleneck of a stage; the most serious reason counts."""

    ONLY_OFFERER = ("Duy nhất chào bán", "Nobody else in the units offers the stage")
    NOT_REPLACEABLE = (
        "Phần còn lại không đủ thay thế",
        "It has at least 30% of the capacity, and what the others have does not cover what the others need",
    )
    MAJORITY = ("Chiếm hơn một nửa", "It has more capacity than all others together, who could do without it")
