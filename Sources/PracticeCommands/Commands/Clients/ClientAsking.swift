import Counseling

/// Asks a person for a client's details, one field after the other. Each answer is held against the rules of the form as soon
/// as it is typed: being told at the end would cost everything that was typed.
struct ClientAsking {
    let context: CommandContext
    let today: CalendarDate
    private var fields: [String: JSONValue] = [:]

    init(_ context: CommandContext, today: CalendarDate) {
        self.context = context
        self.today = today
    }

    mutating func profile() throws -> ClientProfile {
        try ask(.promptClientName, into: "name", required: true)
        try ask(.promptClientPhone, into: "phone")
        try ask(.promptClientBirth, into: "birth")
        try ask(.promptClientEmail, into: "email")
        try ask(.promptClientAddress, into: "address")
        // Whoever is under 18 has guardians whose consent is asked for.
        if try read(fields).isMinor(on: today) { try askContact(.promptGuardian, into: "guardians", needsPhone: false) }
        try askContact(.promptEmergencyContact, into: "emergencyContacts", needsPhone: true)
        return try read(fields)
    }

    private func read(_ fields: [String: JSONValue]) throws -> ClientProfile {
        try ClientProfile.read(json: Array(JSONValue.object(fields).rendered().utf8), today: today)
    }

    private mutating func ask(_ question: Sentence, into field: String, required: Bool = false) throws {
        while true {
            let answer = try context.askLine(question, required: required)
            if answer.isEmpty { return }
            if try take([field: .string(answer)]) { return }
        }
    }

    private mutating func askContact(_ question: Sentence, into field: String, needsPhone: Bool) throws {
        let name = try context.askLine(question)
        guard !name.isEmpty else { return }
        while true {
            let phone = try context.askLine(.promptContactPhone)
            // Nobody could be called: the question is given up, and what else was typed is kept.
            guard !phone.isEmpty || !needsPhone else {
                try context.terminal.writeLine(context.say(.clientContactLeftOut), to: .error, tone: .warning)
                return
            }
            let contact: [String: JSONValue] = [
                "name": .string(name), "phone": .string(phone),
                "relation": .string(try context.askLine(.promptContactRelation)),
            ]
            if try take([field: .array([.object(contact)])]) { return }
        }
    }

    /// Keeps an answer that fits; says what is wrong with one that does not.
    private mutating func take(_ answer: [String: JSONValue]) throws -> Bool {
        let with = fields.merging(answer) { $1 }
        do {
            _ = try read(with)
        } catch let error as CounselingError {
            let fault = FaultText(error, context.catalogue)
            try context.terminal.writeLine(fault.message, to: .error, tone: .warning)
            return false
        }
        fields = with
        return true
    }
}
