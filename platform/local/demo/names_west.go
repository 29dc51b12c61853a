package demo

// Locales of western Europe and America.

var german = locale{
	language: "de-DE", weight: 20, country: "Germany", countryCode: "DE", currency: "EUR", zone: "Europe/Berlin", offset: 1,
	calling: "49", mobile: "151", landline: "30",
	female: []string{"Johanna", "Anna", "Käthe|Kaethe", "Lena", "Sophie", "Franziska", "Greta", "Annegret", "Mia", "Ronja", "Svenja"},
	male:   []string{"Jonas", "Jörg|Joerg", "Günther|Guenther", "Lukas", "Björn|Bjoern", "Felix", "Jürgen|Juergen", "Paul", "Karl-Heinz", "Tobias", "Sören|Soeren", "Matthias"},
	family: []string{"Weiß|Weiss", "Müller|Mueller", "Schäfer|Schaefer", "Krüger|Krueger", "Großmann|Grossmann", "Böhm|Boehm", "Jäger|Jaeger", "Lange", "Vogt", "Schröder|Schroeder", "Neumann", "Köhler|Koehler", "Brandt", "Meyer-Lüdenscheid|Meyer-Luedenscheid", "Hübner|Huebner", "Fuchs"},
	cities: []city{
		{"Berlin", "10119", "DE-BE", 52.5309, 13.4025}, {"München", "80331", "DE-BY", 48.1371, 11.5754}, {"Köln", "50667", "DE-NW", 50.9384, 6.9599},
		{"Hamburg", "20095", "DE-HH", 53.5511, 9.9937}, {"Görlitz", "02826", "DE-SN", 51.1558, 14.9885}, {"Freiburg im Breisgau", "79098", "DE-BW", 47.9959, 7.8522},
	},
	streets: []string{"Lindenstraße %d", "Am Mühlbach %d", "Schloßallee %d", "Goethestraße %d", "Königsweg %d", "Bahnhofstraße %d"},
}

var swiss = locale{
	language: "de-CH", weight: 5, country: "Switzerland", countryCode: "CH", currency: "CHF", zone: "Europe/Zurich", offset: 1,
	calling: "41", mobile: "79", landline: "44",
	female: []string{"Ursina", "Regula", "Nadja", "Seraina", "Lea", "Vreni"},
	male:   []string{"Urs", "Reto", "Beat", "Köbi|Koebi", "Matthias", "Luca"},
	family: []string{"Zürcher|Zuercher", "Amstutz", "Bühler|Buehler", "Gasser", "Hofstetter", "Keller", "Rüegg|Rueegg", "Zbinden"},
	cities: []city{
		{"Zürich", "8001", "CH-ZH", 47.3769, 8.5417}, {"Bern", "3011", "CH-BE", 46.9480, 7.4474}, {"Luzern", "6003", "CH-LU", 47.0502, 8.3093}, {"Chur", "7000", "CH-GR", 46.8508, 9.5320},
	},
	streets: []string{"Bahnhofstrasse %d", "Seestrasse %d", "Rütliweg %d", "Dorfgasse %d"},
}

var romand = locale{
	language: "fr-CH", weight: 2, country: "Switzerland", countryCode: "CH", currency: "CHF", zone: "Europe/Zurich", offset: 1,
	calling: "41", mobile: "78", landline: "22",
	female:  []string{"Océane|Oceane", "Élodie|Elodie", "Sylvie", "Noémie|Noemie"},
	male:    []string{"Loïc|Loic", "Yves", "Aurélien|Aurelien", "Gaël|Gael"},
	family:  []string{"Favre", "Rochat", "Jaccard", "Blanc-Pittet", "Dufour"},
	cities:  []city{{"Genève", "1201", "CH-GE", 46.2044, 6.1432}, {"Lausanne", "1003", "CH-VD", 46.5197, 6.6323}},
	streets: []string{"rue du Lac %d", "avenue de la Gare %d", "chemin des Crêts %d"},
}

var french = locale{
	language: "fr-FR", weight: 10, country: "France", countryCode: "FR", currency: "EUR", zone: "Europe/Paris", offset: 1,
	calling: "33", mobile: "6", landline: "1",
	female: []string{"Anne-Sophie", "Élise|Elise", "Chloé|Chloe", "Françoise|Francoise", "Hélène|Helene", "Manon", "Zoé|Zoe", "Marie-Ève|Marie-Eve"},
	male:   []string{"Jean-Pierre", "François|Francois", "Benoît|Benoit", "Jérôme|Jerome", "Étienne|Etienne", "Hugo", "Raphaël|Raphael", "Théo|Theo"},
	family: []string{"Lefèvre|Lefevre", "D'Aubigné|D'Aubigne", "Garçon|Garcon", "Moreau", "Dupré|Dupre", "Saint-Exupère|Saint-Exupere", "Rousseau", "Gauthier", "L'Hôpital|L'Hopital", "Chevalier"},
	cities: []city{
		{"Paris", "75011", "FR-75", 48.8592, 2.3780}, {"Lyon", "69002", "FR-69", 45.7578, 4.8320}, {"Orléans", "45000", "FR-45", 47.9029, 1.9093}, {"Saint-Étienne", "42000", "FR-42", 45.4397, 4.3872},
	},
	streets: []string{"%d rue de l'Église", "%d avenue Victor-Hugo", "%d place du Marché", "%d chemin des Prés"},
}

var british = locale{
	language: "en-GB", weight: 12, country: "United Kingdom", countryCode: "GB", currency: "GBP", zone: "Europe/London", offset: 0,
	calling: "44", mobile: "770", landline: "207",
	female: []string{"Olivia", "Amelia", "Imogen", "Zoë|Zoe", "Harriet", "Freya", "Nia", "Eilidh"},
	male:   []string{"Oliver", "George", "Alfie", "Rhys", "Callum", "Hamish", "Arthur", "Idris"},
	family: []string{"Smith", "Hughes-Jones", "Taylor", "Okafor", "MacDonald", "Patel", "Brontë|Bronte", "Fairfax-Lucy", "Wright", "Davies"},
	cities: []city{
		{"London", "N1 9GU", "GB-LND", 51.5341, -0.1200}, {"Leeds", "LS1 4AP", "GB-LDS", 53.7958, -1.5491}, {"Cardiff", "CF10 1EP", "GB-CRF", 51.4789, -3.1779}, {"Edinburgh", "EH1 1YZ", "GB-EDH", 55.9503, -3.1908},
	},
	streets: []string{"%d Mill Lane", "%d Station Road", "Flat 2, %d King's Parade", "%d High Street"},
}

var irish = locale{
	language: "en-IE", weight: 3, country: "Ireland", countryCode: "IE", currency: "EUR", zone: "Europe/Dublin", offset: 0,
	calling: "353", mobile: "86", landline: "1",
	female:  []string{"Niamh", "Siobhán|Siobhan", "Aoife", "Róisín|Roisin"},
	male:    []string{"Conor", "Seán|Sean", "Oisín|Oisin", "Cillian"},
	family:  []string{"O'Brien", "O'Sullivan", "Ní Dhomhnaill|Ni Dhomhnaill", "Murphy", "O'Shea-Walsh"},
	cities:  []city{{"Dublin", "D02 X285", "IE-D", 53.3440, -6.2672}, {"Galway", "H91 E2K3", "IE-G", 53.2707, -9.0568}},
	streets: []string{"%d Grafton Row", "%d Quay Street", "%d St. Brigid's Terrace"},
}

var american = locale{
	language: "en-US", weight: 10, country: "United States", countryCode: "US", currency: "USD", zone: "America/Chicago", offset: -6,
	calling: "1", mobile: "312", landline: "773",
	female: []string{"Emma", "Ava", "Madison", "Guadalupe", "Aaliyah", "Mary-Kate", "Renée|Renee", "Harper"},
	male:   []string{"Liam", "Noah", "Tyrone", "José|Jose", "Ethan", "Billy-Joe", "D'Andre", "Mason"},
	family: []string{"Johnson", "Williams", "García-Lopez|Garcia-Lopez", "O'Connor", "Nguyen", "Washington", "Kowalczyk", "Miller", "St. John", "Begay"},
	cities: []city{
		{"Chicago", "60611", "US-IL", 41.8925, -87.6207}, {"Milwaukee", "53202", "US-WI", 43.0431, -87.8990}, {"St. Louis", "63101", "US-MO", 38.6304, -90.1920}, {"Dallas", "75201", "US-TX", 32.7876, -96.7994},
	},
	streets: []string{"%d Maple Avenue", "%d W Lake Street", "%d Martin Luther King Jr. Drive", "%d Elm Court, Apt 4B"},
}

var italian = locale{
	language: "it-IT", weight: 5, country: "Italy", countryCode: "IT", currency: "EUR", zone: "Europe/Rome", offset: 1,
	calling: "39", mobile: "340", landline: "06",
	female:  []string{"Giulia", "Chiara", "Letizia", "Federica"},
	male:    []string{"Niccolò|Niccolo", "Matteo", "Giosuè|Giosue", "Lorenzo"},
	family:  []string{"D'Angelo", "Rossi", "De Luca", "Nicolò|Nicolo", "Dell'Acqua"},
	cities:  []city{{"Roma", "00184", "IT-RM", 41.8947, 12.4839}, {"Forlì", "47121", "IT-FC", 44.2227, 12.0407}},
	streets: []string{"Via Garibaldi %d", "Piazza dell'Unità %d", "Viale della Libertà %d"},
}

var spanish = locale{
	language: "es-ES", weight: 5, country: "Spain", countryCode: "ES", currency: "EUR", zone: "Europe/Madrid", offset: 1,
	calling: "34", mobile: "61", landline: "91",
	female:  []string{"Lucía|Lucia", "María José|Maria Jose", "Begoña|Begona", "Inés|Ines"},
	male:    []string{"Íñigo|Inigo", "Álvaro|Alvaro", "Jesús|Jesus", "Martín|Martin"},
	family:  []string{"Núñez Ibáñez|Nunez Ibanez", "García Muñoz|Garcia Munoz", "Peña|Pena", "López|Lopez", "Güell|Guell"},
	cities:  []city{{"Madrid", "28013", "ES-M", 40.4168, -3.7038}, {"Logroño", "26001", "ES-LO", 42.4627, -2.4450}},
	streets: []string{"Calle Mayor %d", "Paseo del Niño %d", "Avenida de la Constitución %d"},
}

var dutch = locale{
	language: "nl-NL", weight: 4, country: "Netherlands", countryCode: "NL", currency: "EUR", zone: "Europe/Amsterdam", offset: 1,
	calling: "31", mobile: "61", landline: "20",
	female:  []string{"Sanne", "Fleur", "Noor", "Anouk"},
	male:    []string{"Daan", "Sjoerd", "Jan-Willem", "Thijs"},
	family:  []string{"van 't Hoff", "de Vries", "Van den Berg", "Jansen", "IJzerman"},
	cities:  []city{{"Amsterdam", "1012 JS", "NL-NH", 52.3731, 4.8926}, {"'s-Hertogenbosch", "5211 AA", "NL-NB", 51.6887, 5.3037}},
	streets: []string{"Prinsengracht %d", "Kerkstraat %d", "Ijsbaanpad %d"},
}

var swedish = locale{
	language: "sv-SE", weight: 3, country: "Sweden", countryCode: "SE", currency: "EUR", zone: "Europe/Stockholm", offset: 1,
	calling: "46", mobile: "70", landline: "8",
	female:  []string{"Åsa|Asa", "Linnéa|Linnea", "Freja", "Märta|Marta"},
	male:    []string{"Björn|Bjorn", "Åke|Ake", "Göran|Goran", "Nils"},
	family:  []string{"Åkesson|Akesson", "Lindqvist", "Sjöberg|Sjoberg", "Öberg|Oberg"},
	cities:  []city{{"Stockholm", "111 29", "SE-AB", 59.3251, 18.0711}, {"Malmö", "211 22", "SE-M", 55.6050, 13.0038}},
	streets: []string{"Storgatan %d", "Björkvägen %d", "Sjögränd %d"},
}
