extension ClientProfile {
    /// This profile with the fields that a form gives; the others stay. `null` and an empty text or list take a field away.
    ///
    /// - Parameters:
    ///   - json: as for `read(json:today:)`, any part of it
    ///   - today: the day in the practice's time zone
    /// - Throws: `CounselingError` naming the field at fault.
    public func merged(json: [UInt8], today: CalendarDate) throws(CounselingError) -> ClientProfile {
        let form = try FormReader(json: json, limit: 1 << 20, known: Self.fields)
        func line(_ name: String, _ present: String?) throws(CounselingError) -> String? {
            form.isGiven(name) ? try form.text(name) : present
        }
        return try ClientProfile(
            name: form.isGiven("name") ? PersonName(form.text("name") ?? "", at: "name") : name,
            phones: form.isGiven("phone") ? Self.phones(of: form) : phones,
            birth: form.isGiven("birth") ? Self.birth(of: form) : birth,
            guardians: form.isGiven("guardians")
                ? Self.contacts("guardians", of: form, needPhone: false) : guardians,
            emergencyContacts: form.isGiven("emergencyContacts")
                ? Self.contacts("emergencyContacts", of: form, needPhone: true) : emergencyContacts,
            email: line("email", email), address: line("address", address), deskNotes: line("deskNotes", deskNotes),
            staffSafetyAlert: form.isGiven("staffSafetyAlert")
                ? form.truth("staffSafetyAlert") ?? false : staffSafetyAlert,
            today: today)
    }
}
