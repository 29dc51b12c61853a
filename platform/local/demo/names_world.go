package demo

// Locales of eastern Europe, Asia and Africa, most of them in scripts of their
// own.

var polish = locale{
	language: "pl-PL", weight: 6, country: "Poland", countryCode: "PL", currency: "EUR", zone: "Europe/Warsaw", offset: 1,
	calling: "48", mobile: "60", landline: "22",
	female:      []string{"Zofia", "Małgorzata|Malgorzata", "Agnieszka", "Żaneta|Zaneta", "Grażyna|Grazyna", "Kinga"},
	male:        []string{"Łukasz|Lukasz", "Paweł|Pawel", "Grzegorz", "Wojciech", "Michał|Michal", "Stanisław|Stanislaw"},
	family:      []string{"Kowalski", "Wiśniewski|Wisniewski", "Dąbrowski|Dabrowski", "Wójcik|Wojcik", "Brzęczyszczykiewicz|Brzeczyszczykiewicz", "Zając|Zajac"},
	familyOfHer: []string{"Kowalska", "Wiśniewska|Wisniewska", "Dąbrowska|Dabrowska", "Wójcik|Wojcik", "Brzęczyszczykiewicz|Brzeczyszczykiewicz", "Zając|Zajac"},
	cities:      []city{{"Warszawa", "00-029", "PL-14", 52.2331, 21.0151}, {"Łódź", "90-007", "PL-10", 51.7687, 19.4570}, {"Gdańsk", "80-831", "PL-22", 54.3489, 18.6532}},
	streets:     []string{"ul. Świętokrzyska %d", "ul. Długa %d", "al. Jerozolimskie %d"},
}

var greek = locale{
	language: "el-GR", weight: 4, country: "Greece", countryCode: "GR", currency: "EUR", zone: "Europe/Athens", offset: 2,
	calling: "30", mobile: "69", landline: "21",
	female:      []string{"Ελένη|Eleni", "Μαρία|Maria", "Κατερίνα|Katerina", "Ευγενία|Evgenia"},
	male:        []string{"Γιώργος|Giorgos", "Νίκος|Nikos", "Οδυσσέας|Odysseas", "Δημήτρης|Dimitris"},
	family:      []string{"Παπαδόπουλος|Papadopoulos", "Γεωργίου|Georgiou", "Οικονόμου|Oikonomou", "Αγγελόπουλος|Angelopoulos"},
	familyOfHer: []string{"Παπαδοπούλου|Papadopoulou", "Γεωργίου|Georgiou", "Οικονόμου|Oikonomou", "Αγγελοπούλου|Angelopoulou"},
	cities:      []city{{"Αθήνα", "105 57", "GR-I", 37.9755, 23.7348}, {"Θεσσαλονίκη", "546 24", "GR-B", 40.6401, 22.9444}},
	streets:     []string{"Ερμού %d", "Λεωφόρος Αλεξάνδρας %d", "Τσιμισκή %d"},
}

var ukrainian = locale{
	language: "uk-UA", weight: 4, country: "Ukraine", countryCode: "UA", currency: "EUR", zone: "Europe/Kyiv", offset: 2,
	calling: "380", mobile: "67", landline: "44",
	female:      []string{"Олена|Olena", "Соломія|Solomiia", "Наталія|Nataliia", "Зоряна|Zoriana"},
	male:        []string{"Андрій|Andrii", "Тарас|Taras", "Юрій|Yurii", "Мар'ян|Marian"},
	family:      []string{"Шевченко|Shevchenko", "Коваленко|Kovalenko", "Грушевський|Hrushevskyi", "Їжакевич|Yizhakevych"},
	familyOfHer: []string{"Шевченко|Shevchenko", "Коваленко|Kovalenko", "Грушевська|Hrushevska", "Їжакевич|Yizhakevych"},
	cities:      []city{{"Київ", "01001", "UA-30", 50.4501, 30.5234}, {"Львів", "79000", "UA-46", 49.8397, 24.0297}},
	streets:     []string{"вул. Хрещатик, %d", "вул. Лесі Українки, %d", "просп. Свободи, %d"},
}

var bulgarian = locale{
	language: "bg-BG", weight: 2, country: "Bulgaria", countryCode: "BG", currency: "EUR", zone: "Europe/Sofia", offset: 2,
	calling: "359", mobile: "88", landline: "2",
	female:      []string{"Гергана|Gergana", "Цветелина|Tsvetelina", "Йоана|Yoana"},
	male:        []string{"Георги|Georgi", "Христо|Hristo", "Стоян|Stoyan"},
	family:      []string{"Иванов|Ivanov", "Димитров|Dimitrov", "Щерев|Shterev"},
	familyOfHer: []string{"Иванова|Ivanova", "Димитрова|Dimitrova", "Щерева|Shtereva"},
	cities:      []city{{"София", "1000", "BG-22", 42.6977, 23.3219}, {"Пловдив", "4000", "BG-16", 42.1421, 24.7501}},
	streets:     []string{"ул. „Шипка“ %d", "бул. „Витоша“ %d"},
}

var turkish = locale{
	language: "tr-TR", weight: 2, country: "Türkiye", countryCode: "TR", currency: "EUR", zone: "Europe/Istanbul", offset: 3,
	calling: "90", mobile: "532", landline: "212",
	female:  []string{"Ayşe|Ayse", "İpek|Ipek", "Gülşen|Gulsen"},
	male:    []string{"Işık|Isik", "Oğuz|Oguz", "İsmail|Ismail"},
	family:  []string{"Yılmaz|Yilmaz", "Öztürk|Ozturk", "Çağlayan|Caglayan", "Iğdır|Igdir"},
	cities:  []city{{"İstanbul", "34110", "TR-34", 41.0138, 28.9497}, {"İzmir", "35250", "TR-35", 38.4237, 27.1428}},
	streets: []string{"İstiklal Caddesi %d", "Atatürk Bulvarı %d"},
}

var arabic = locale{
	language: "ar-AE", weight: 3, country: "United Arab Emirates", countryCode: "AE", currency: "USD", zone: "Asia/Dubai", offset: 4,
	calling: "971", mobile: "50", landline: "4",
	female:  []string{"فاطمة|Fatima", "ليلى|Layla", "نور|Noor", "مريم|Maryam"},
	male:    []string{"محمد|Mohammed", "عمر|Omar", "خالد|Khalid", "يوسف|Yousef"},
	family:  []string{"الهاشمي|Al-Hashimi", "المنصوري|Al-Mansoori", "حداد|Haddad", "عبد الله|Abdullah"},
	cities:  []city{{"دبي", "00000", "AE-DU", 25.2048, 55.2708}, {"أبوظبي", "00000", "AE-AZ", 24.4539, 54.3773}},
	streets: []string{"شارع الشيخ زايد %d", "شارع الكورنيش %d"},
}

var hebrew = locale{
	language: "he-IL", weight: 3, country: "Israel", countryCode: "IL", currency: "USD", zone: "Asia/Jerusalem", offset: 2,
	calling: "972", mobile: "54", landline: "3",
	female:  []string{"נועה|Noa", "תמר|Tamar", "שירה|Shira", "יעל|Yael"},
	male:    []string{"אורי|Uri", "יונתן|Yonatan", "איתי|Itai", "משה|Moshe"},
	family:  []string{"כהן|Cohen", "לוי|Levi", "בן-דוד|Ben-David", "פרץ|Peretz"},
	cities:  []city{{"תל אביב-יפו", "6688218", "IL-TA", 32.0640, 34.7710}, {"חיפה", "3303139", "IL-HA", 32.8191, 34.9983}},
	streets: []string{"דיזנגוף %d", "שדרות רוטשילד %d"},
}

var japanese = locale{
	language: "ja-JP", weight: 4, country: "Japan", countryCode: "JP", currency: "JPY", zone: "Asia/Tokyo", offset: 9,
	calling: "81", mobile: "90", landline: "3", familyFirst: true,
	female:  []string{"花子|Hanako", "美咲|Misaki", "さくら|Sakura", "陽菜|Hina"},
	male:    []string{"太郎|Taro", "翔太|Shota", "健一|Kenichi", "大輔|Daisuke"},
	family:  []string{"佐藤|Sato", "鈴木|Suzuki", "髙橋|Takahashi", "渡邉|Watanabe"},
	cities:  []city{{"東京都千代田区", "100-0001", "JP-13", 35.6840, 139.7536}, {"大阪市北区", "530-0001", "JP-27", 34.7025, 135.4959}},
	streets: []string{"丸の内1丁目%d番地", "梅田3丁目%d番地"},
}

var chinese = locale{
	language: "zh-CN", weight: 3, country: "China", countryCode: "CN", currency: "USD", zone: "Asia/Shanghai", offset: 8,
	calling: "86", mobile: "138", landline: "21", familyFirst: true,
	female:  []string{"芳|Fang", "秀英|Xiuying", "静怡|Jingyi", "雨桐|Yutong"},
	male:    []string{"伟|Wei", "浩然|Haoran", "志强|Zhiqiang", "子轩|Zixuan"},
	family:  []string{"王|Wang", "李|Li", "张|Zhang", "欧阳|Ouyang"},
	cities:  []city{{"上海市", "200001", "CN-SH", 31.2304, 121.4737}, {"北京市", "100006", "CN-BJ", 39.9042, 116.4074}},
	streets: []string{"南京东路%d号", "中山路%d号"},
}

var taiwanese = locale{
	language: "zh-TW", weight: 2, country: "Taiwan", countryCode: "TW", currency: "USD", zone: "Asia/Taipei", offset: 8,
	calling: "886", mobile: "91", landline: "2", familyFirst: true,
	female:  []string{"淑芬|Shufen", "怡君|Yijun", "雅婷|Yating"},
	male:    []string{"志明|Zhiming", "俊傑|Junjie", "家豪|Jiahao"},
	family:  []string{"陳|Chen", "林|Lin", "黃|Huang"},
	cities:  []city{{"臺北市", "100", "TW-TPE", 25.0375, 121.5637}, {"高雄市", "800", "TW-KHH", 22.6273, 120.3014}},
	streets: []string{"忠孝東路%d號", "中正路%d號"},
}

var korean = locale{
	language: "ko-KR", weight: 3, country: "South Korea", countryCode: "KR", currency: "USD", zone: "Asia/Seoul", offset: 9,
	calling: "82", mobile: "10", landline: "2", familyFirst: true,
	female:  []string{"서연|Seoyeon", "지우|Jiwoo", "하은|Haeun"},
	male:    []string{"민준|Minjun", "도윤|Doyun", "현우|Hyunwoo"},
	family:  []string{"김|Kim", "이|Lee", "박|Park", "남궁|Namgung"},
	cities:  []city{{"서울특별시", "04524", "KR-11", 37.5665, 126.9780}, {"부산광역시", "48058", "KR-26", 35.1796, 129.0756}},
	streets: []string{"세종대로 %d", "테헤란로 %d"},
}

var hindi = locale{
	language: "hi-IN", weight: 3, country: "India", countryCode: "IN", currency: "USD", zone: "Asia/Kolkata", offset: 5.5,
	calling: "91", mobile: "981", landline: "11",
	female:  []string{"प्रिया|Priya", "अनन्या|Ananya", "दीपिका|Deepika"},
	male:    []string{"राहुल|Rahul", "अर्जुन|Arjun", "विक्रम|Vikram"},
	family:  []string{"शर्मा|Sharma", "गुप्ता|Gupta", "सिंह|Singh", "चतुर्वेदी|Chaturvedi"},
	cities:  []city{{"नई दिल्ली", "110001", "IN-DL", 28.6139, 77.2090}, {"मुंबई", "400001", "IN-MH", 18.9388, 72.8354}},
	streets: []string{"%d महात्मा गांधी मार्ग", "%d नेहरू नगर"},
}
