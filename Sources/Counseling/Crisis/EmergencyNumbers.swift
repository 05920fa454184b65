/// The numbers that a place has for emergencies, by time zone: the one thing every workstation knows of where it stands.
///
/// Mainland China: 110 police, 120 ambulance, 12356 psychological assistance (the national line since 2025). The European
/// number is that of Directive (EU) 2018/1972. Numbers of crisis lines change; a wrong one costs minutes, so that only those are
/// here that are a country's own short number.
public struct EmergencyNumbers: Hashable, Sendable {
    public let police: String
    public let ambulance: String
    /// A line for people in a psychological crisis, where the place has one.
    public let crisisLine: String?

    init(_ police: String, _ ambulance: String, _ crisisLine: String? = nil) {
        self.police = police
        self.ambulance = ambulance
        self.crisisLine = crisisLine
    }

    static let mainlandChina = EmergencyNumbers("110", "120", "12356")

    private static let byZone: [String: EmergencyNumbers] = [
        "Asia/Shanghai": mainlandChina, "Asia/Urumqi": mainlandChina, "Asia/Chongqing": mainlandChina,
        "Asia/Harbin": mainlandChina, "Asia/Kashgar": mainlandChina, "PRC": mainlandChina,
        "Asia/Hong_Kong": EmergencyNumbers("999", "999", "18111"), "Asia/Macau": EmergencyNumbers("999", "999"),
        "Asia/Taipei": EmergencyNumbers("110", "119", "1925"), "Asia/Singapore": EmergencyNumbers("999", "995", "1767"),
        "Asia/Tokyo": EmergencyNumbers("110", "119"), "Asia/Seoul": EmergencyNumbers("112", "119", "109"),
        "Europe/London": EmergencyNumbers("999", "999", "116 123"), "Europe/Dublin": EmergencyNumbers("112", "112"),
        "Pacific/Auckland": EmergencyNumbers("111", "111", "1737"),
    ]

    /// - Parameter zone: an identifier of the time zone database
    /// - Returns: nil where this program does not know the place
    public static func of(zone: String) -> EmergencyNumbers? {
        if let known = byZone[zone] { return known }
        if zone.hasPrefix("Australia/") { return EmergencyNumbers("000", "000", "13 11 14") }
        let american = [
            "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Phoenix",
            "America/Anchorage", "America/Detroit", "America/Toronto", "America/Vancouver", "America/Edmonton",
            "America/Winnipeg", "America/Halifax", "Pacific/Honolulu",
        ]
        if american.contains(zone) { return EmergencyNumbers("911", "911", "988") }
        let european = [
            "Amsterdam", "Athens", "Berlin", "Bratislava", "Brussels", "Bucharest", "Budapest", "Copenhagen",
            "Helsinki",
            "Lisbon", "Ljubljana", "Luxembourg", "Madrid", "Malta", "Paris", "Prague", "Riga", "Rome", "Sofia",
            "Stockholm", "Tallinn", "Vienna", "Vilnius", "Warsaw", "Zagreb",
        ]
        if european.contains(where: { zone == "Europe/" + $0 }) { return EmergencyNumbers("112", "112") }
        return nil
    }
}
