extension ClientProfile {
    static let fields: Set<String> = [
        "name", "phone", "birth", "guardians", "emergencyContacts", "email", "address", "deskNotes", "staffSafetyAlert",
    ]

    /// A profile from the form that `tacet client add --from -` takes:
    /// `{"name", "phone": text or list, "birth": "2001-02-28", "guardians": [{"name", "phone", "relation"}],
    /// "emergencyContacts": [the same], "email", "address", "deskNotes", "staffSafetyAlert": true or false}`.
    /// Only the name is required; an emergency contact needs a phone.
    ///
    /// - Parameters:
    ///   - json: UTF-8, at most 1 MiB.
    ///   - today: the day in the practice's time zone.
    /// - Throws: `CounselingError` naming the field at fault.
    public static func read(json: [UInt8], today: CalendarDate) throws(CounselingError) -> ClientProfile {
        let form = try FormReader(json: json, limit: 1 << 20, known: fields)
        return try ClientProfile(
            name: PersonName(form.text("name") ?? "", at: "name"),
            phones: phones(of: form),
            birth: birth(of: form),
            guardians: contacts("guardians", of: form, needPhone: false),
            emergencyContacts: contacts("emergencyContacts", of: form, needPhone: true),
            email: form.text("email"),
            address: form.text("address"),
            deskNotes: form.text("deskNotes"),
            staffSafetyAlert: form.truth("staffSafetyAlert") ?? false,
            today: today)
    }

    static func phones(of form: FormReader) throws(CounselingError) -> [PhoneNumber] {
        var result: [PhoneNumber] = []
        for (text, path) in try form.texts("phone", limit: listLimit) where !text.trimmed().isEmpty {
            result.append(try PhoneNumber(text, at: path))
        }
        return result
    }

    static func birth(of form: FormReader) throws(CounselingError) -> CalendarDate? {
        guard let text = try form.text("birth")?.trimmed(), !text.isEmpty else { return nil }
        guard let date = CalendarDate(text) else { throw .field("birth", .malformed(.date)) }
        return date
    }

    static func contacts(
        _ name: String, of form: FormReader, needPhone: Bool
    ) throws(CounselingError) -> [ContactPerson] {
        var result: [ContactPerson] = []
        for entry in try form.forms(name, known: ContactPerson.fields, limit: listLimit) {
            result.append(try ContactPerson(entry, needsPhone: needPhone))
        }
        return result
    }
}
