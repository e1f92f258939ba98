"""车小服: a self-hosted customer-service chatbot for car and motorcycle repair shops."""
