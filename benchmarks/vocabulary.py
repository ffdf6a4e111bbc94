"""What the synthetic register is made of: invented names, sizes of provinces, chains of regions.

All firms and persons are invented. Weights follow what is known of the country roughly: they make the
skew realistic and are no statistics.
"""

SURNAMES = {
    "Nguyễn": 300, "Trần": 110, "Lê": 95, "Phạm": 70, "Hoàng": 51, "Vũ": 39, "Phan": 28, "Bùi": 21,
    "Đặng": 21, "Đỗ": 20, "Ngô": 13, "Dương": 10, "Lý": 10, "Hồ": 9, "Đinh": 9, "Trịnh": 8, "Đào": 8,
    "Đoàn": 7, "Vương": 6, "Lương": 6, "Mai": 6, "Tô": 5, "Giàng": 5, "Lò": 5, "Hà": 5, "Cao": 5, "Lưu": 4,
    "Vàng": 4, "Triệu": 4, "Tạ": 4, "Chu": 4, "Quách": 3, "Nông": 3, "Má": 3, "Sùng": 3, "Bàn": 3,
    "Thào": 3, "Lục": 2, "Cư": 2, "Tẩn": 2, "Hầu": 1, "Khổng": 1, "Phùng": 3, "Tống": 2, "Thái": 2,
    "La": 2, "Kiều": 2, "Doãn": 1, "Nghiêm": 1, "Ma": 2, "Hứa": 1, "Mùa": 1, "Chảo": 1, "Vi": 2,
}  # fmt: skip
"""Surnames with their weights."""

MIDDLES = {
    "Văn": 260, "Thị": 240, "Đức": 50, "Hữu": 40, "Quang": 35, "Minh": 35, "Ngọc": 35, "Xuân": 30,
    "Thanh": 30, "Đình": 28, "Công": 20, "Bá": 10, "Duy": 15, "Mạnh": 12, "Thu": 20, "Kim": 18, "A": 20,
    "Hoài": 6, "Trọng": 12, "Viết": 8, "Khắc": 6, "Tiến": 10, "Phương": 8, "Bích": 8, "Tuấn": 6,
}  # fmt: skip
"""Middle names with their weights."""

GIVEN = (
    "Hùng", "Hương", "Lan", "Dũng", "Tuấn", "Hoa", "Sơn", "Nga", "Hải", "Thủy", "Hà", "Thắng", "Mai", "Cường",
    "Linh", "Nam", "Hạnh", "Long", "Hiền", "Tùng", "Thảo", "Bình", "Trang", "Huy", "Yến", "Minh", "Loan",
    "Phúc", "Oanh", "Đạt", "Nhung", "Kiên", "Hằng", "Trung", "Dung", "Quân", "Thu", "Việt", "Hoàn", "Phong",
    "Vân", "Toàn", "Liên", "Khánh", "Chi", "Lâm", "Quyên", "Vinh", "Ngân", "Thành", "Tâm", "Thịnh", "Xuân",
    "Hòa", "Nhàn", "Quý", "Lợi", "Tiến", "Đông", "Duyên", "Hậu", "Lộc", "Sáu", "Chính", "Dinh", "Páo",
    "Chúng", "Dế", "Súa", "Mẩy", "Phà", "Khoa", "Lượng", "Nhiên", "Phượng", "Thơm", "Chiến", "Thuận",
    "Bảy", "Giang",
)  # fmt: skip
"""Given names, the most frequent first: their weights fall as 1 / rank."""

BRANDS = (
    "Minh", "Phát", "Thành", "Hưng", "An", "Phú", "Đại", "Tân", "Việt", "Long", "Bình", "Hoàng", "Thịnh",
    "Gia", "Hải", "Nam", "Thiên", "Sơn", "Đức", "Quang", "Kim", "Lộc", "Tiến", "Anh", "Ngọc", "Phương", "Bảo",
    "Trường", "Khang", "Vạn", "Hòa", "Xuân", "Nhật", "Thái", "Đông", "Trung", "Lâm", "Hà", "Cường", "Vinh",
    "Á", "Châu", "Lợi", "Thanh", "Tâm", "Hùng", "Mỹ", "Toàn", "Tín", "Đạt", "Hồng", "Vĩnh", "Nguyên", "Khánh",
    "Trí", "Mai", "Linh", "Duy", "Thuận", "Bắc", "Tây", "Sao", "Sông", "Hạnh", "Quốc", "Yên", "Dũng", "Huy",
    "Trang", "Lan", "Hương", "Thủy", "Ánh", "Dương", "Nhân", "Nghĩa", "Tài", "Thắng", "Tuấn", "Hoa", "Sen",
    "Cát", "Tường", "Phong", "Vũ", "Hiệp", "Liên", "Nhất", "Song", "Tam", "Ngân", "Châm", "Diệp", "Oanh",
    "Uy", "Vượng", "Khải", "Ích", "Cao", "Nguyệt", "Đăng", "Khoa", "Hậu", "Giang", "Thạch", "Mộc", "Thổ",
    "Hỏa", "Kiên", "Cương", "Lực", "Chí", "Công", "Dân", "Phúc", "Thọ", "Trà", "Trúc", "Tùng", "Bách", "Cúc",
    "Đào", "Quế", "Thông", "Rồng", "Phượng", "Hạc", "Ưng", "Biển", "Núi", "Rừng", "Suối", "Thác", "Mường",
    "Bản", "Lũng", "Pha", "Sa", "Đồng", "Ruộng", "Nắng", "Mây", "Gió", "Trăng", "Ban", "Mận", "Chàm", "Lam",
    "Xanh", "Trắng", "Vàng", "Bạc", "Ngà", "Ong", "Tằm", "Kén", "Tơ", "Lụa", "Gấm", "Vóc", "Chiến", "Quyết",
    "Thể", "Nghiệp", "Tuệ", "Từ", "Thiện", "Chân", "Mẫn", "Kiệt", "Hào", "Hiển", "Đoan", "Trinh", "Nhã",
    "Uyên", "Thư", "Kỳ", "Lạc", "Hội", "Đoàn", "Kết", "Vững", "Bền", "Chắc", "Tươi", "Sáng", "Mới", "Trẻ",
    "Khuê", "Quỳnh", "Ly", "Vi", "Như", "Ý", "Cẩm", "Tú", "Thi", "Ca", "Nhạc", "Họa", "Đan", "Thêu", "May",
)  # fmt: skip
"""Syllables of invented trade names, the most frequent first: their weights fall as 1 / rank."""

RARE_WORD = "Khuếch"
"""Stands only in names of the probes; folded, it begins no other word."""

PROVINCES = {
    "01": 8.8, "04": 0.6, "08": 1.9, "11": 0.7, "12": 0.5, "14": 1.4, "15": 1.8, "19": 1.8, "20": 0.9,
    "22": 1.5, "24": 3.6, "25": 4.0, "31": 4.7, "33": 3.6, "37": 4.4, "38": 4.3, "40": 3.8, "42": 1.6,
    "44": 1.9, "46": 1.4, "48": 3.1, "51": 2.2, "52": 3.6, "56": 2.2, "66": 3.3, "68": 3.9, "75": 4.5,
    "79": 14.0, "80": 3.3, "82": 4.4, "86": 4.3, "91": 4.9, "92": 4.2, "96": 2.6,
}  # fmt: skip
"""The present provinces by official code, with their people in millions, rounded."""

CHAINS: dict[str, tuple[float, dict[str, float]]] = {
    "V-apatit": (0.1, {"15": 10, "31": 4, "37": 3}),
    "V-ca-nuoc-lanh": (0.2, {"15": 8, "12": 8, "68": 6, "08": 4}),
    "V-che": (1, {"19": 20, "15": 12, "25": 10, "14": 8, "12": 8, "68": 8, "08": 10}),
    "V-co-khi": (6, {"01": 12, "24": 14, "31": 12, "79": 14, "75": 16, "33": 10}),
    "V-da": (1.5, {"15": 8, "38": 10, "40": 8, "37": 8, "52": 6}),
    "V-duoc-lieu": (1, {"15": 10, "08": 8, "12": 8, "24": 6, "33": 5, "51": 4}),
    "V-gao-bun-mien": (6, {"80": 14, "82": 18, "91": 18, "92": 14, "86": 12, "96": 8, "33": 8, "25": 6}),
    "V-giay-de": (0.2, {"15": 12, "25": 4}),
    "V-go-rung-trong": (5, {"15": 16, "08": 14, "25": 12, "52": 14, "40": 10, "75": 12, "44": 8}),
    "V-may-mac": (7, {"33": 16, "37": 14, "79": 16, "75": 12, "24": 12, "48": 10, "01": 8}),
    "V-que": (0.3, {"15": 24, "48": 6, "51": 4, "38": 2}),
    "V-san": (1, {"15": 8, "80": 14, "52": 12, "40": 8, "66": 8}),
    "V-tho-cam": (0.3, {"15": 8, "08": 6, "14": 6, "11": 6, "12": 6, "66": 3}),
    "V-to-tam": (0.3, {"15": 6, "68": 14, "37": 3}),
    "V-trai-cay": (4, {"82": 14, "14": 12, "24": 12, "86": 10, "68": 10, "66": 12, "75": 6, "15": 6}),
    "V-tre-mang": (1, {"15": 10, "38": 14, "40": 10, "25": 6}),
}
"""Weights of a value chain: everywhere, and in the provinces where it is at home. The chain of Hà Nội's
craft villages is kept for the probes."""
