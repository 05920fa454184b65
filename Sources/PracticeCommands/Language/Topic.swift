/// A short guide that `tacet help TOPIC` shows: what one would ask a colleague, not what a command's own help says.
enum Topic: String, CaseIterable {
    case firstDay = "first-day"
    case roles
    case ids
    case forms
    case keys
    case auditTrail = "audit-trail"

    /// The topic's name and one line of what it is about, as `tacet help topics` lists it.
    var title: Sentence {
        switch self {
        case .firstDay: .topicFirstDay
        case .roles: .topicRoles
        case .ids: .topicIds
        case .forms: .topicForms
        case .keys: .topicKeys
        case .auditTrail: .topicAudit
        }
    }

    var paragraphs: [Sentence] {
        switch self {
        case .firstDay: [.topicFirstDayFound, .topicFirstDayAdmit, .topicFirstDayWelcome, .topicFirstDayWork]
        case .roles: [.topicRolesKeys, .topicRolesSee, .topicRolesGuarded]
        case .ids: [.topicIdsShort, .topicIdsRows, .topicIdsNames]
        case .forms: [.topicFormsWhere, .topicFormsPeople, .topicFormsClient, .topicFormsNote, .topicFormsMore]
        case .keys: [.topicKeysFile, .topicKeysUnlock, .topicKeysLost, .topicKeysStation]
        case .auditTrail: [.topicAuditWhat, .topicAuditDaily, .topicAuditOutside]
        }
    }

    /// What `tacet help topics` or `tacet help TOPIC` asks for; nil for every other command line.
    static func reply(to arguments: [String], _ catalogue: Catalogue) -> Reply? {
        let words = arguments.filter { $0 != "--json" }
        guard words.count == 2, words[0] == "help" else { return nil }
        if words[1] == "topics" { return list(catalogue) }
        guard let topic = Topic(rawValue: words[1]) else { return nil }
        let title = catalogue.text(topic.title)
        let paragraphs = topic.paragraphs.map { catalogue.text($0) }
        return Reply(
            lines: [title] + paragraphs.flatMap { ["", $0] },
            json: .object([
                "topic": .string(topic.rawValue), "title": .string(title),
                "paragraphs": .array(paragraphs.map { .string($0) }),
            ]))
    }

    private static func list(_ catalogue: Catalogue) -> Reply {
        let pairs = allCases.map { ($0.rawValue, catalogue.text($0.title)) }
        return Reply(
            lines: KeyValueLayout(pairs: pairs).lines(width: nil) + ["", catalogue.text(.topicHow)],
            json: .object([
                "topics": .array(
                    pairs.map { .object(["topic": .string($0.0), "title": .string($0.1)]) })
            ]))
    }
}
