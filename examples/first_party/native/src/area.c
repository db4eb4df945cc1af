unsigned long long area_of_rectangle(unsigned long long width, unsigned long long height) {
  return width * height;
}
